// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Reflection;

// One workload at a time, or they would slow each other down.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Sofdsnoop.EndToEnd.Tests;

/// <summary>The tool as build.sh left it, and the program that passes fds.</summary>
public sealed class Programs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("end-to-end-tests-").FullName;

    public Programs()
    {
        string[] sources = Directory.GetFiles(Path.Combine(Root, "tests/Kernel/workers/fdpass"), "*.c");
        using Process compiler = Process.Start("cc", ["-O1", "-std=gnu11", "-pthread", .. sources, "-o", Fdpass]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    public static string Root { get; } = typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Tool => Environment.GetEnvironmentVariable("SOFDSNOOP") ?? Path.Combine(Root, "artifacts/sofdsnoop");

    public string Fdpass => Path.Combine(_directory, "fdpass");

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
