// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>A cgroup of our own, in a mount of the tree of our own: wherever else it may be mounted, it is the same everywhere.</summary>
internal sealed class Cgroup : IDisposable
{
    private readonly string _root;
    private readonly Dictionary<int, string> _before = [];

    private Cgroup(string root) => _root = root;

    /// <summary>The directory.</summary>
    public string Path => System.IO.Path.Combine(_root, $"sofdsnoop-{Environment.ProcessId}");

    /// <summary>A directory in it.</summary>
    public string Below => System.IO.Path.Combine(Path, "below");

    public static Cgroup Make()
    {
        string root = Directory.CreateTempSubdirectory("cgroup-").FullName;
        try
        {
            Do("mount", "-t", "cgroup2", "nodev", root);
        }
        catch
        {
            Directory.Delete(root);
            throw;
        }
        var cgroup = new Cgroup(root);
        Directory.CreateDirectory(cgroup.Below);
        return cgroup;
    }

    /// <summary>Moves a process into the directory, or into another one of ours.</summary>
    public void Add(int pid, string? directory = null)
    {
        _before[pid] = File.ReadAllText($"/proc/{pid}/cgroup").Split('\n').Single(line => line.StartsWith("0::"))[3..];
        File.WriteAllText((directory ?? Path) + "/cgroup.procs", $"{pid}");
    }

    public void Dispose()
    {
        foreach ((int pid, string before) in _before)
        {
            if (Directory.Exists($"/proc/{pid}"))
                File.WriteAllText(_root + before + "/cgroup.procs", $"{pid}");
        }
        Directory.Delete(Below);
        Directory.Delete(Path);
        Do("umount", _root);
        Directory.Delete(_root);
    }

    private static void Do(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
