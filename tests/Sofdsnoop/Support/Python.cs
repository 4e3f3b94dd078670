// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Sofdsnoop.Tests.Support;

/// <summary>Asks python3: the original is written in it, and its formats and escapes are what ours are measured by.</summary>
internal static class Python
{
    /// <summary>What the script writes to standard output, given these bytes on standard input.</summary>
    public static byte[] Run(string script, byte[] input)
    {
        var start = new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var writing = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        writing.Wait();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
