// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace SharpBpf.Build.Tests;

/// <summary>Runs the programs that the tests compare with.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public sealed record Result(int ExitCode, string Output, string Errors);

    public static Result Run(string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.WorkingDirectory = folder ?? Path.GetTempPath();
        start.Environment["LC_ALL"] = "C";
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} ran for longer than {Limit}");
        }

        return new Result(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static string Output(string program, params string[] arguments)
    {
        Result result = Run(program, arguments);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Output}{result.Errors}");
        return result.Output;
    }

    /// <summary>The first of <paramref name="names"/> in PATH or where Debian keeps it for root.</summary>
    public static string? Find(params string[] names)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin"];
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>A tool of LLVM, under its plain name or that of a version.</summary>
    public static string Llvm(string name)
    {
        string[] names = [name, .. Enumerable.Range(0, 12).Select(i => $"{name}-{25 - i}")];
        return Find(names) ?? throw new InvalidOperationException($"{name} is not installed");
    }
}
