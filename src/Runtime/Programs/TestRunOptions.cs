// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What a program is run on by <see cref="BpfProgram.TestRun(in TestRunOptions)"/>: <c>struct bpf_test_run_opts</c>.</summary>
public ref struct TestRunOptions
{
    /// <summary>The packet, for networking programs; they want at least 14 bytes.</summary>
    public ReadOnlySpan<byte> Data { get; set; }

    /// <summary>Room for the packet as the program left it; empty when nobody wants it.</summary>
    public Span<byte> DataOut { get; set; }

    /// <summary>
    /// The context, for types that take one: <c>struct __sk_buff</c>, <c>xdp_md</c>, the arguments of a raw tracepoint. Of a syscall program the
    /// kernel writes it back here.
    /// </summary>
    public Span<byte> Context { get; set; }

    /// <summary>Room for the context as the program left it, for networking programs; empty when nobody wants it.</summary>
    public Span<byte> ContextOut { get; set; }

    /// <summary>How many times to run it; 0 is once. Raw tracepoint and syscall programs run once only.</summary>
    public int Repeat { get; set; }

    /// <summary>Flags, <c>BPF_F_TEST_*</c> of linux/bpf.h.</summary>
    public uint Flags { get; set; }

    /// <summary>The CPU to run on, with <c>BPF_F_TEST_RUN_ON_CPU</c> (1) in <see cref="Flags"/>.</summary>
    public uint Cpu { get; set; }

    /// <summary>How many packets a batch has, with <c>BPF_F_TEST_XDP_LIVE_FRAMES</c> (2) in <see cref="Flags"/>; 0 is the kernel's choice.</summary>
    public uint BatchSize { get; set; }
}
