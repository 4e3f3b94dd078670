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
