// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using System.Diagnostics;

namespace SharpBpf.Build.Clang;

/// <summary>Runs a tool to its end and keeps what it said.</summary>
internal static class ToolProcess
{
    public sealed record Result(int ExitCode, string Output, string Errors);

    public static Result Run(string tool, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

        // Messages are parsed, so they have to be the English ones.
        start.Environment["LC_ALL"] = "C";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Result(process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception failure)
        {
            throw new ToolException(DiagnosticIds.ToolMissing, $"{tool} cannot be run: {failure.Message}");
        }
    }
}
