// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using Sofdsnoop.Interop;
using Sofdsnoop.Output;

namespace Sofdsnoop;

/// <summary>
/// What the tool says of itself, on stderr; standard output has events only. Not through Console: that switches a terminal's
/// keypad mode when it is used first, and throws where nobody listens.
/// </summary>
internal static class Messages
{
    /// <summary>A message, each of its lines with the tool's name in front, as one write.</summary>
    public static void Say(string text)
    {
        var lines = text.TrimEnd().Split('\n').Select(static line => $"sofdsnoop: {line.TrimEnd()}\n");
        Write(string.Concat(lines));
    }

    /// <summary>A line for a program to read, without the tool's name.</summary>
    public static void SayPlain(string line) => Write(line + "\n");

    /// <summary>Writes to standard output what was asked for instead of events.</summary>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static void Print(string text) => new OutputFile(LibC.StandardOutput).Write(Encoding.UTF8.GetBytes(text));

    // A stderr that is closed, or whose reader has gone, is no reason to stop, and there is nowhere to say it.
    private static void Write(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            var written = LibC.Write(LibC.StandardError, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length);
            if (written > 0)
                bytes = bytes[(int)written..];
            else if (Marshal.GetLastPInvokeError() != LibC.EINTR)
                return;
        }
    }
}
