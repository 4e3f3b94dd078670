// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>How a BPF object is opened: <c>struct bpf_object_open_opts</c>.</summary>
public sealed class BpfOpenOptions
{
    /// <summary>
    /// The directory for maps whose definition asks to be pinned by name; null is "/sys/fs/bpf".
    /// </summary>
    public string? PinRootPath { get; init; }

    /// <summary>
    /// A file with the running kernel's BTF, for CO-RE on kernels that carry none; null takes /sys/kernel/btf/vmlinux
    /// and, for who may list them (CAP_SYS_ADMIN), the BTF of modules.
    /// </summary>
    public string? KernelBtfPath { get; init; }

    /// <summary>Lines of CONFIG_X=value that add to and override the kernel's own, for Kconfig externs; or null.</summary>
    public string? Kconfig { get; init; }

    /// <summary>Accept map definitions with attributes libbpf does not know.</summary>
    public bool RelaxedMaps { get; init; }

    /// <summary>What its ring buffers become: one knob that lets the same tool run on kernels without ring buffers.</summary>
    public EventBufferKind EventBuffers { get; init; }
}
