// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf.Runtime.Tests;

/// <summary>The library must work with libbpf 1.1: every function it calls is in that one.</summary>
public sealed class LibbpfTests
{
    [Fact]
    public void Every_function_that_is_called_came_with_libbpf_1_1_or_before()
    {
        // "bpf_link_create@@LIBBPF_0.0.7": the linker's version of each function is the release that it came with.
        Dictionary<string, Version> since = [];
        foreach (string symbol in Clang.Run("readelf", "--dyn-syms", "--wide", LoadedLibrary()).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            int at = symbol.IndexOf("@@LIBBPF_", StringComparison.Ordinal);
            if (at > 0)
                since[symbol[..at]] = Version.Parse(symbol[(at + "@@LIBBPF_".Length)..]);
        }
        Assert.True(since.Count > 200);
        string[] called = [.. typeof(LibBpf).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(static m => m.Name.StartsWith("bpf_", StringComparison.Ordinal) || m.Name.StartsWith("btf_", StringComparison.Ordinal) || m.Name.StartsWith("libbpf_", StringComparison.Ordinal))
            .Select(static m => m.Name)];
        Assert.InRange(called.Length, 90, 200);
        Version oldest = new(1, 1, 0);
        Assert.All(called, name => Assert.True(since.TryGetValue(name, out Version? version) && version <= oldest, $"{name} is of {since.GetValueOrDefault(name)?.ToString() ?? "no"} libbpf"));
    }

    [Fact]
    public void The_library_in_use_is_the_one_that_was_asked_for()
    {
        string version = Marshal.PtrToStringUTF8(Version())!;
        Assert.Equal(version, BpfRuntime.LibbpfVersion);
        // scripts/test-libbpf.sh says which one it means
        if (Environment.GetEnvironmentVariable("TEST_LIBBPF") is { } wanted)
            Assert.Equal($"v{wanted}", version);

        static unsafe nint Version() => (nint)LibBpf.libbpf_version_string();
    }

    private static string LoadedLibrary()
    {
        LibBpf.Initialize();
        return File.ReadLines("/proc/self/maps").Select(static l => l[(l.LastIndexOf(' ') + 1)..]).First(static p => p.Contains("/libbpf.so", StringComparison.Ordinal));
    }
}
