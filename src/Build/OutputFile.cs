// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace SharpBpf.Build;

/// <summary>
/// Writes results so that nobody ever sees half of one, and leaves a file alone that already is as it should be: its time stamp then
/// spares the C# compiler a run.
/// </summary>
internal static class OutputFile
{
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            return;

        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
