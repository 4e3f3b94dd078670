// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Interop;

// Attaching programs, and what comes of it.
internal static unsafe partial class LibBpf
{
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_program__attach(nint program);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_kprobe_opts(nint program, string function, BpfKprobeOpts* opts);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_kprobe_multi_opts(nint program, string? pattern, BpfKprobeMultiOpts* opts);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_ksyscall(nint program, string systemCall, BpfKsyscallOpts* opts);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_uprobe_opts(nint program, int pid, string binary, nuint offset, BpfUprobeOpts* opts);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_usdt(nint program, int pid, string binary, string provider, string name, BpfCookieOpts* opts);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_tracepoint_opts(nint program, string category, string name, BpfCookieOpts* opts);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_raw_tracepoint(nint program, string name);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_program__attach_trace_opts(nint program, BpfCookieOpts* opts);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_program__attach_lsm(nint program);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_program__attach_perf_event_opts(nint program, int perfEvent, BpfCookieOpts* opts);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_program__attach_iter(nint program, BpfIterAttachOpts* opts);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_program__attach_cgroup(nint program, FileDescriptor cgroup);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_program__attach_netns(nint program, FileDescriptor networkNamespace);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_program__attach_freplace(nint program, int target, string function);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint bpf_map__attach_struct_ops(nint map);

    [LibraryImport(Name)] internal static partial int bpf_link_create(int program, int target, int attachType, BpfLinkCreateOpts* opts);
    [LibraryImport(Name)] internal static partial int bpf_prog_attach(int program, int target, int attachType, uint flags);
    [LibraryImport(Name)] internal static partial int bpf_prog_detach2(int program, int target, int attachType);
    [LibraryImport(Name)] internal static partial int bpf_tc_hook_create(BpfTcHook* hook);
    [LibraryImport(Name)] internal static partial int bpf_tc_attach(BpfTcHook* hook, BpfTcOpts* opts);
    [LibraryImport(Name)] internal static partial int bpf_tc_detach(BpfTcHook* hook, BpfTcOpts* opts);

    [LibraryImport(Name)] internal static partial int bpf_link__destroy(nint link);
    [LibraryImport(Name)] internal static partial int bpf_link__fd(LinkHandle link);
    [LibraryImport(Name)] internal static partial int bpf_link__update_program(LinkHandle link, nint program);
    [LibraryImport(Name)] internal static partial int bpf_link_detach(FileDescriptor link);
    [LibraryImport(Name)] internal static partial int bpf_link_update(FileDescriptor link, int program, void* opts);
    [LibraryImport(Name)] internal static partial int bpf_iter_create(FileDescriptor link);
}
