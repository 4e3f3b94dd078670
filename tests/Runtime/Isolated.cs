// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>A thread with network and mounts of its own, so that a test can change them and nobody else sees it. Needs root.</summary>
internal static partial class Isolated
{
    [LibraryImport("libc.so.6", SetLastError = true)] private static partial int unshare(int flags);
    [LibraryImport("libc.so.6", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string? data);
    [LibraryImport("libc.so.6", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    private const int NewMounts = 0x20000, NewNetwork = 0x40000000;

    /// <summary>With a network of its own, in which only lo is up.</summary>
    internal static void Network(Action action) => OnThread(NewNetwork, () =>
    {
        Clang.Run("ip", "link", "set", "lo", "up");
        action();
    });

    /// <summary>With tracefs, or without.</summary>
    internal static void Tracefs(bool mounted, Action action) => OnThread(NewMounts, () =>
    {
        const nuint recursive = 0x4000, isPrivate = 0x40000;
        Assert.Equal(0, mount("none", "/", "none", recursive | isPrivate, null));
        foreach (string path in (string[])["/sys/kernel/tracing", "/sys/kernel/debug/tracing", "/sys/kernel/debug"])
        {
            while (umount2(path, 0) == 0)
            {
            }
        }
        if (mounted)
            Assert.Equal(0, mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, null));
        action();
    });

    /// <summary>Without /sys/kernel/btf and the places libbpf looks at instead.</summary>
    internal static void HideKernelBtf(Action action) => OnThread(NewMounts, () =>
    {
        const nuint recursive = 0x4000, isPrivate = 0x40000;
        Assert.Equal(0, mount("none", "/", "none", recursive | isPrivate, null));
        foreach (string path in (string[])["/sys/kernel/btf", "/boot", "/lib/modules", "/usr/lib/debug"])
        {
            if (Directory.Exists(path))
                Assert.Equal(0, mount("tmpfs", path, "tmpfs", 0, null));
        }
        action();
    });

    internal static void OnThread(int flags, Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Assert.True(unshare(flags) == 0, $"unshare: errno {Marshal.GetLastPInvokeError()}");
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
