// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// What a BPF file descriptor is. BPF_OBJ_GET opens whatever is pinned, and the info of a program read as that of a map is nonsense.
/// </summary>
internal static class FdKind
{
    internal static bool IsMap(FileDescriptor fd) => Is(fd, "anon_inode:bpf-map");

    internal static bool IsProgram(FileDescriptor fd) => Is(fd, "anon_inode:bpf-prog");

    // The kernel names a link by one when it is made, by the other when it is opened again.
    internal static bool IsLink(FileDescriptor fd) => Is(fd, "anon_inode:bpf_link") || Is(fd, "anon_inode:bpf-link");

    private static bool Is(FileDescriptor fd, string kind) =>
        new FileInfo($"/proc/self/fd/{fd.DangerousGetHandle()}").LinkTarget == kind;
}
