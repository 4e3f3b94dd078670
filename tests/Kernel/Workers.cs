// SPDX-License-Identifier: Apache-2.0

// Each test attaches to the one kernel there is, and several measure time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Sofdsnoop.Kernel.Tests;

/// <summary>The programs the tests watch.</summary>
internal static class Workers
{
    /// <summary>The folder of those that are run as they are written.</summary>
    public static string Sources => Path.Combine(AppContext.BaseDirectory, "workers");

    /// <summary>One that the build compiled: the project file lists them.</summary>
    public static string Compiled(string name)
    {
        string path = Path.Combine(Sources, "bin", name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{name} is not among the workers in the project file");
    }
}
