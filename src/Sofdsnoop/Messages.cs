// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop;

/// <summary>What the tool says of itself, on stderr. Standard output has events only.</summary>
internal static class Messages
{
    /// <summary>A message, each of its lines with the tool's name in front, as one write.</summary>
    public static void Say(string text)
    {
        var lines = text.TrimEnd().Split('\n').Select(static line => $"sofdsnoop: {line.TrimEnd()}\n");
        Console.Error.Write(string.Concat(lines));
    }
}
