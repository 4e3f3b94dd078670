// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>Test runs of every type of program that has them, with typed contexts. Needs root.</summary>
public sealed class TestRunKernelTests
{
    /// <summary>The first fields of <c>struct __sk_buff</c>; the kernel takes the rest for zeros.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SkBuff
    {
        public uint Length, PacketType, Mark;
    }

    /// <summary><c>struct xdp_md</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct XdpContext
    {
        public uint Data, DataEnd, DataMeta, IngressInterface, ReceiveQueue, EgressInterface;
    }

    /// <summary><c>struct bpf_sk_lookup</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct SocketLookup
    {
        public ulong Cookie;
        public uint Family, Protocol, RemoteIp4;
        public fixed uint RemoteIp6[4];
        public ushort RemotePort, Padding;
        public uint LocalIp4;
        public fixed uint LocalIp6[4];
        public uint LocalPort, IngressInterface, End;
    }

    private static BpfObjectFile Load(string program)
    {
        BpfObjectFile bpf = Clang.Open("testrun");
        bpf.Program(program).AutoLoad = true;
        if (program == "netfilter")
        {
            bpf.Program(program).Type = BpfProgramType.NetFilter;
            bpf.Program(program).ExpectedAttachType = 45;
        }
        bpf.Load();
        return bpf;
    }

    [Theory]
    [InlineData("classifier")]
    [InlineData("action")]
    [InlineData("lwt")]
    [InlineData("lwt_in")]
    [InlineData("lwt_out")]
    [InlineData("cgroup_skb")]
    public void Socket_buffers_bring_their_context_back(string name)
    {
        using BpfObjectFile bpf = Load(name);
        BpfProgram program = bpf.Program(name);
        SkBuff context = new() { Mark = 20 };
        TestRunResult result = program.TestRunWith(ref context, new TestRunOptions { Data = new byte[64] });
        Assert.Equal(41u, context.Mark);
        // what of the packet the program sees depends on its layer
        if (name == "cgroup_skb")
            Assert.Equal(1u, result.ReturnValue);
        else
            Assert.InRange(result.ReturnValue, 50u, 64u);
        // Each of the repetitions changes the same context.
        context.Mark = 0;
        program.TestRunWith(ref context, new TestRunOptions { Data = new byte[64], Repeat = 5 });
        Assert.Equal(31u, context.Mark);
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("tracepoint")]
    public void Of_some_types_the_kernel_has_none_and_the_error_says_so(string name)
    {
        using BpfObjectFile bpf = Load(name);
        SaysThatThereIsNone(bpf.Program(name), Assert.Throws<BpfException>(() => bpf.Program(name).TestRun(new TestRunOptions { Data = new byte[64] })));
    }

    /// <summary>A mend took these away, of Linux 6.11 and of older ones as they got it: the version does not tell.</summary>
    [Fact]
    public void Those_of_lwt_seg6local_are_run_or_said_not_to_be()
    {
        using BpfObjectFile bpf = Load("lwt_seg6local");
        BpfProgram program = bpf.Program("lwt_seg6local");
        SkBuff context = new() { Mark = 1000 };
        try
        {
            Assert.InRange(program.TestRunWith(ref context, new TestRunOptions { Data = new byte[64] }).ReturnValue, 1050u, 1064u);
        }
        catch (BpfException e)
        {
            SaysThatThereIsNone(program, e);
        }
    }

    private static void SaysThatThereIsNone(BpfProgram program, BpfException e)
    {
        Assert.Equal("ENOTSUPP", e.ErrnoName);
        Assert.Contains($"The kernel cannot run programs of type {program.Type} this way.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void Tables_of_operations_run_on_a_state_of_ones_own()
    {
        KernelFeature.Need(KernelFeature.StructOpsTestRun);
        using BpfObjectFile bpf = Clang.Open("dummy_ops");
        Policy.Load(bpf);
        int state = 41;
        ulong arguments = (ulong)&state;
        Assert.Equal(42u, bpf.Program("test_1").TestRunWith(ref arguments).ReturnValue);
        Assert.Equal(410, state);
    }

    [Fact]
    public void A_socket_filter_sees_its_context()
    {
        using BpfObjectFile bpf = Load("socket_filter");
        SkBuff context = new() { Mark = 1000 };
        TestRunResult result = bpf.Program("socket_filter").TestRunWith(ref context, new TestRunOptions { Data = new byte[64], Repeat = 100 });
        Assert.Equal(1000u + 64, result.ReturnValue + (result.ReturnValue < 1064 ? 14u : 0));
        Assert.InRange(result.Duration, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Xdp_programs_change_the_packet_and_see_their_context()
    {
        using BpfObjectFile bpf = Load("xdp");
        byte[] after = new byte[64];
        TestRunResult result = bpf.Program("xdp").TestRun(new TestRunOptions { Data = new byte[64], DataOut = after });
        Assert.Equal((2u, 64, (byte)0xab), (result.ReturnValue, result.DataLength, after[0]));
        Assert.Equal("ENOSPC", Assert.Throws<BpfException>(() => bpf.Program("xdp").TestRun(new TestRunOptions { Data = new byte[64], DataOut = new byte[10] })).ErrnoName);
        KernelFeature.Need(KernelFeature.XdpTestContext);
        XdpContext context = new() { Data = 8, DataEnd = 64 };
        Assert.Equal(1u, bpf.Program("xdp").TestRunWith(ref context, new TestRunOptions { Data = new byte[64] }).ReturnValue);
        Assert.Equal((8u, 64u), (context.Data, context.DataEnd));
    }

    [Fact]
    public void Flow_dissectors_give_their_keys()
    {
        using BpfObjectFile bpf = Load("dissector");
        byte[] keys = new byte[64];
        TestRunResult result = bpf.Program("dissector").TestRun(new TestRunOptions { Data = new byte[64], DataOut = keys });
        // Older kernels do not give what the program returned, BPF_OK, but whether it was that.
        uint returned = KernelFeature.FlowDissectorsOwnValue.IsHere ? 0u : 1;
        // struct bpf_flow_keys: ip_proto is its tenth byte
        Assert.Equal((returned, (byte)17), (result.ReturnValue, keys[9]));
        Assert.InRange(result.DataLength, 40, 64);
    }

    [Fact]
    public void Raw_tracepoints_run_on_the_CPU_they_are_told()
    {
        using BpfObjectFile bpf = Load("raw");
        foreach (int cpu in OnlineCpus.Now())
        {
            ulong argument = 7;
            const uint onCpu = 1; // BPF_F_TEST_RUN_ON_CPU
            Assert.Equal(70u + (uint)cpu, bpf.Program("raw").TestRunWith(ref argument, new TestRunOptions { Flags = onCpu, Cpu = (uint)cpu }).ReturnValue);
        }
        Assert.Equal("EINVAL", Assert.Throws<BpfException>(() => bpf.Program("raw").TestRun(new TestRunOptions { Repeat = 3 })).ErrnoName);
    }

    [Theory]
    [InlineData(80u, 1u)]
    [InlineData(81u, 0u)]
    public void Socket_lookups_see_the_port(uint port, uint verdict)
    {
        KernelFeature.Need(KernelFeature.SkLookupTestRun);
        using BpfObjectFile bpf = Load("lookup");
        SocketLookup context = new() { Family = 2, Protocol = 6, LocalPort = port };
        Assert.Equal(verdict, bpf.Program("lookup").TestRunWith(ref context).ReturnValue);
    }

    [Fact]
    public void Netfilter_programs_give_their_verdict()
    {
        KernelFeature.Need(KernelFeature.NetfilterPrograms);
        using BpfObjectFile bpf = Load("netfilter");
        byte[] packet = new byte[64];
        packet[12] = 8; // Ethernet: IPv4
        packet[14] = 0x45;
        Assert.Equal(1u, bpf.Program("netfilter").TestRun(new TestRunOptions { Data = packet }).ReturnValue);
    }
}
