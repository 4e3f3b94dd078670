// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Doctor;

/// <summary>Reads the kernel's small files. What cannot be read is empty: that is an answer too.</summary>
internal static class ProcFile
{
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>What stands behind a word at the start of a line.</summary>
    public static string Field(string path, string name)
    {
        var line = Read(path).Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line == null ? "" : line[name.Length..].Trim();
    }
}
