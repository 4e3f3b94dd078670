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
