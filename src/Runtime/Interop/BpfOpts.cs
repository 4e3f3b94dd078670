// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Interop;

// libbpf's option structs begin with their own size, so that an older libbpf can refuse what it does not know and a
// newer one knows what was left out. Only fields of libbpf 1.1 are here.

/// <summary><c>struct bpf_object_open_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfObjectOpenOpts
{
    internal nuint Size;
    internal byte* ObjectName;
    internal byte RelaxedMaps;
    internal byte* PinRootPath;
    private readonly uint _removed;
    internal byte* Kconfig;
    internal byte* BtfCustomPath;
    internal byte* KernelLogBuffer;
    internal nuint KernelLogSize;
    internal uint KernelLogLevel;
    private readonly uint _padding;
}

/// <summary><c>struct bpf_map_batch_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfMapBatchOpts
{
    internal nuint Size;
    internal ulong ElementFlags;
    internal ulong Flags;
}

/// <summary><c>struct bpf_map_create_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfMapCreateOpts
{
    internal nuint Size;
    internal uint BtfFd;
    internal uint BtfKeyTypeId;
    internal uint BtfValueTypeId;
    internal uint BtfVmlinuxValueTypeId;
    internal uint InnerMapFd;
    internal uint MapFlags;
    internal ulong MapExtra;
    internal uint NumaNode;
    internal uint MapInterface;
}

/// <summary><c>struct bpf_map_info</c> of linux/bpf.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfMapInfo
{
    internal uint Type;
    internal uint Id;
    internal uint KeySize;
    internal uint ValueSize;
    internal uint MaxEntries;
    internal uint MapFlags;
    internal fixed byte Name[16];
    internal uint Interface;
    internal uint BtfVmlinuxValueTypeId;
    internal ulong NetworkNamespaceDevice;
    internal ulong NetworkNamespaceInode;
    internal uint BtfId;
    internal uint BtfKeyTypeId;
    internal uint BtfValueTypeId;
    internal uint BtfVmlinuxId;
    internal ulong MapExtra;
}

/// <summary><c>struct bpf_kprobe_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfKprobeOpts
{
    internal nuint Size;
    internal ulong Cookie;
    internal nuint Offset;
    internal byte IsReturn;
}

/// <summary><c>struct bpf_kprobe_multi_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfKprobeMultiOpts
{
    internal nuint Size;
    internal byte** Symbols;
    internal ulong* Addresses;
    internal ulong* Cookies;
    internal nuint Count;
    internal byte IsReturn;
}

/// <summary><c>struct bpf_ksyscall_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfKsyscallOpts
{
    internal nuint Size;
    internal ulong Cookie;
    internal byte IsReturn;
}

/// <summary><c>struct bpf_uprobe_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfUprobeOpts
{
    internal nuint Size;
    internal nuint ReferenceCounterOffset;
    internal ulong Cookie;
    internal byte IsReturn;
    internal byte* Function;
}

/// <summary><c>struct bpf_tracepoint_opts</c>, <c>bpf_usdt_opts</c>, <c>bpf_trace_opts</c> and <c>bpf_perf_event_opts</c>: they are alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfCookieOpts
{
    internal nuint Size;
    internal ulong Cookie;
}

/// <summary><c>struct bpf_iter_attach_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfIterAttachOpts
{
    internal nuint Size;
    internal void* LinkInfo;
    internal uint LinkInfoLength;
}

/// <summary><c>struct bpf_link_create_opts</c>, as far as it is used</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfLinkCreateOpts
{
    internal nuint Size;
    internal uint Flags;
}

/// <summary><c>struct bpf_tc_hook</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfTcHook
{
    internal nuint Size;
    internal int Interface;
    internal int AttachPoint;
    internal uint Parent;
}

/// <summary><c>struct bpf_tc_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfTcOpts
{
    internal nuint Size;
    internal int Program;
    internal uint Flags;
    internal uint ProgramId;
    internal uint Handle;
    internal uint Priority;
}

/// <summary><c>struct bpf_test_run_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfTestRunOpts
{
    internal nuint Size;
    internal void* DataIn;
    internal void* DataOut;
    internal uint DataInSize;
    internal uint DataOutSize;
    internal void* ContextIn;
    internal void* ContextOut;
    internal uint ContextInSize;
    internal uint ContextOutSize;
    internal uint ReturnValue;
    internal int Repeat;
    internal uint Duration;
    internal uint Flags;
    internal uint Cpu;
    internal uint BatchSize;
}

/// <summary><c>struct bpf_link_info</c> of linux/bpf.h, its common part and room for the rest</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct BpfLinkInfo
{
    internal uint Type;
    internal uint Id;
    internal uint ProgramId;
}

/// <summary><c>union bpf_iter_link_info</c>: a map's descriptor, or thread, process and pidfd</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfIterLinkInfo
{
    internal uint First;
    internal uint Second;
    internal uint Third;
}

/// <summary><c>struct bpf_prog_load_opts</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfProgLoadOpts
{
    internal nuint Size;
    internal int Attempts;
    internal int ExpectedAttachType;
    internal uint BtfFd;
    internal uint Flags;
    internal uint Interface;
    internal uint KernelVersion;
    internal uint AttachBtfId;
    internal uint AttachProgramFd;
    internal uint AttachBtfObjectFd;
    internal int* FdArray;
    internal void* FunctionInfo;
    internal uint FunctionInfoCount;
    internal uint FunctionInfoSize;
    internal void* LineInfo;
    internal uint LineInfoCount;
    internal uint LineInfoSize;
    internal uint LogLevel;
    internal uint LogSize;
    internal byte* LogBuffer;
}
