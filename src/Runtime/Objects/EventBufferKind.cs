// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What the ring buffers of an object become when it is opened.</summary>
public enum EventBufferKind
{
    /// <summary>What the C source says.</summary>
    AsDeclared,

    /// <summary>
    /// Perf buffers: <c>bpf_map__set_type()</c>. The BPF program must write them with <c>SHARPBPF_OUTPUT</c>, or look at a knob of its own; the
    /// C# that reads them stays as it is.
    /// </summary>
    Perf,

    /// <summary>Ring buffers where the kernel has them (Linux 5.8), else perf buffers.</summary>
    Available,
}
