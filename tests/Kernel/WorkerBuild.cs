// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

[assembly: AssemblyFixture(typeof(Sofdsnoop.Kernel.Tests.WorkerBuild))]

// Each test attaches to the one kernel there is, and several measure time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Sofdsnoop.Kernel.Tests;

/// <summary>Builds fdpass from workers/fdpass before the first test and removes it after the last.</summary>
public sealed class WorkerBuild : IDisposable
{
    private static string? s_directory;

    public WorkerBuild()
    {
        s_directory = Directory.CreateTempSubdirectory("fdpass-build-").FullName;
        string[] sources = Directory.GetFiles(Path.Combine(Sources, "fdpass"), "*.c");
        var start = new ProcessStartInfo("cc", ["-O1", "-g", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-pthread", .. sources, "-o", Program])
        {
            RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"cc: {errors}");
    }

    /// <summary>The folder with the programs the tests watch.</summary>
    public static string Sources => Path.Combine(AppContext.BaseDirectory, "workers");

    internal static string Program => Path.Combine(s_directory!, "fdpass");

    public void Dispose() => Directory.Delete(s_directory!, recursive: true);
}
