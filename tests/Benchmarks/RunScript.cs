// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Reflection;

namespace SharpBpf.Benchmarks.Tests;

/// <summary>What a program of the repository said.</summary>
internal sealed record RunScript(int Status, string Out, string Error)
{
    internal static string Root { get; } = typeof(RunScript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    internal string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>benchmarks/run.sh, with what was built beside these tests.</summary>
    internal static RunScript Benchmarks(params string[] arguments) =>
        Run(Path.Combine(Root, "benchmarks", "run.sh"), null, arguments);

    internal static RunScript Run(string file, string? input, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BENCHMARKS_BUILT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{Path.GetFileName(file)} {string.Join(' ', arguments)} does not end");
        }
        return new RunScript(process.ExitCode, output.Result, error.Result);
    }
}
