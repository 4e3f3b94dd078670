// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>Where cgroups of version 2 are.</summary>
internal static class Cgroups
{
    internal static string Root => File.ReadLines("/proc/mounts").Select(static line => line.Split(' ')).First(static f => f[2] == "cgroup2")[1];
}
