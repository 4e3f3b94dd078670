// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>The BPF file system, in which maps and links are pinned.</summary>
internal static class BpfFileSystem
{
    private static readonly Lock s_lock = new();

    /// <summary>Mounts it where it is not.</summary>
    internal static void Ensure()
    {
        lock (s_lock)
        {
            if (!File.ReadAllText("/proc/mounts").Contains(" /sys/fs/bpf bpf ", StringComparison.Ordinal))
                Clang.Run("mount", "-t", "bpf", "bpf", "/sys/fs/bpf");
        }
    }
}
