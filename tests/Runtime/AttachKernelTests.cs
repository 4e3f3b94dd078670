// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace SharpBpf.Runtime.Tests;

/// <summary>Programs of every kind that this kernel attaches, run by what they are attached to. Needs root.</summary>
public sealed partial class AttachKernelTests
{
    [LibraryImport("libc.so.6")] private static partial int getppid();

    private static readonly string[] s_order =
        ["raw", "tracepoint", "uprobe", "uretprobe", "perf_event", "xdp", "xdp_other", "tc", "sock_create", "lookup", "message", "socket_filter",
         "sockops", "add", "netfilter"];

    private static BpfObjectFile Load(params ReadOnlySpan<string> programs)
    {
        BpfObjectFile bpf = Clang.Open("kinds");
        bpf.Section(".rodata").At<uint>(0) = Calls.Tid;
        bpf.Section(".rodata").At<uint>(4) = KernelFeature.AttachCookies.IsHere ? 1u : 0;
        foreach (string name in programs)
            bpf.Program(name).AutoLoad = true;
        if (programs.Contains("netfilter"))
        {
            // libbpf 1.1 does not know the section.
            bpf.Program("netfilter").Type = BpfProgramType.NetFilter;
            bpf.Program("netfilter").ExpectedAttachType = 45;
        }
        Policy.Load(bpf);
        return bpf;
    }

    private static ulong Runs(BpfObjectFile bpf, string program) =>
        Volatile.Read(ref bpf.Section(".bss").At<ulong>((uint)Array.IndexOf(s_order, program) * 8));

    private static ulong Cookie(BpfObjectFile bpf) => bpf.Section(".bss").At<ulong>(24 * 8);

    private static void SendToSelf(int datagrams)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.ReceiveTimeout = 5000;
        byte[] buffer = new byte[100];
        for (int i = 0; i < datagrams; i++)
        {
            socket.SendTo(buffer, socket.LocalEndPoint!);
            Assert.Equal(100, socket.Receive(buffer));
        }
    }

    [Fact]
    public void Raw_tracepoints()
    {
        using BpfObjectFile bpf = Load("raw");
        using (BpfLink link = bpf.Program("raw").AttachRawTracepoint("sys_enter"))
        {
            Assert.Equal("raw", link.ProgramName);
            Calls.Make(50);
            Assert.InRange(Runs(bpf, "raw"), 50ul, ulong.MaxValue);
            Assert.True(link.Id > 0);
            Assert.True(link.ProgramId > 0);
        }
        ulong before = Runs(bpf, "raw");
        Calls.Make(50);
        Assert.Equal(before, Runs(bpf, "raw"));
        BpfException e = Assert.Throws<BpfException>(() => bpf.Program("raw").AttachRawTracepoint("raw_syscalls/sys_enter"));
        Assert.Contains("without its category", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tracepoints() => Isolated.Tracefs(mounted: true, () =>
    {
        using BpfObjectFile bpf = Load("tracepoint");
        using BpfLink link = bpf.Program("tracepoint").AttachTracepoint("syscalls", "sys_enter_getppid");
        Calls.Make(7);
        Assert.Equal(7ul, Runs(bpf, "tracepoint"));
    });

    [Fact]
    public void Cookies_reach_the_program()
    {
        KernelFeature.Need(KernelFeature.AttachCookies);
        Isolated.Tracefs(mounted: true, () =>
        {
            using BpfObjectFile bpf = Load("tracepoint", "uprobe");
            using (bpf.Program("tracepoint").AttachTracepoint("syscalls", "sys_enter_getppid", 4711))
                Calls.Make();
            Assert.Equal(4711ul, Cookie(bpf));
            using (bpf.Program("uprobe").AttachUprobe("libc.so.6", "getppid", new ProbeOptions { Cookie = 99 }, Environment.ProcessId))
                _ = getppid();
            Assert.Equal(99ul, Cookie(bpf));
        });
    }

    [Fact]
    public void Uprobes_and_uretprobes()
    {
        using BpfObjectFile bpf = Load("uprobe", "uretprobe");
        using BpfLink entry = bpf.Program("uprobe").AttachUprobe("libc.so.6", "getppid", pid: Environment.ProcessId);
        using BpfLink exit = bpf.Program("uretprobe").AttachUprobe("libc.so.6", "getppid", new ProbeOptions { Return = true });
        for (int i = 0; i < 5; i++)
            _ = getppid();
        Assert.Equal((5ul, 5ul), (Runs(bpf, "uprobe"), Runs(bpf, "uretprobe")));
    }

    [Fact]
    public void Performance_events()
    {
        using BpfObjectFile bpf = Load("perf_event");
        using BpfLink link = bpf.Program("perf_event").AttachPerfEvent(PerfEventSource.CpuClock(1000), OnlineCpus.Now().First());
        Calls.RunOn(OnlineCpus.Now().First());
        try
        {
            Stopwatch clock = Stopwatch.StartNew();
            while (Runs(bpf, "perf_event") < 3 && clock.ElapsedMilliseconds < 10_000)
                Calls.Make();
        }
        finally
        {
            Calls.RunOn(null);
        }
        Assert.InRange(Runs(bpf, "perf_event"), 3ul, ulong.MaxValue);
    }

    [Fact]
    public void Xdp_and_replacing_its_program() => Isolated.Network(() =>
    {
        using BpfObjectFile bpf = Load("xdp", "xdp_other");
        using BpfLink link = bpf.Program("xdp").AttachXdp("lo", XdpMode.Generic);
        SendToSelf(3);
        ulong before = Runs(bpf, "xdp");
        Assert.InRange(before, 3ul, 100ul);
        link.Update(bpf.Program("xdp_other"));
        SendToSelf(3);
        Assert.Equal(before, Runs(bpf, "xdp"));
        Assert.InRange(Runs(bpf, "xdp_other"), 3ul, 100ul);
        BpfException e = Assert.Throws<BpfException>(() => bpf.Program("xdp").AttachXdp("lo"));
        Assert.Contains("has an XDP program already", e.Message, StringComparison.Ordinal);
        link.Detach();
        SendToSelf(3);
        e = Assert.Throws<BpfException>(() => bpf.Program("xdp").AttachXdp("no-such-if"));
        Assert.Contains("no network interface 'no-such-if'", e.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Traffic_control() => Isolated.Network(() =>
    {
        using BpfObjectFile bpf = Load("tc");
        using (BpfLink link = bpf.Program("tc").AttachTc("lo", TcDirection.Ingress))
        {
            SendToSelf(3);
            Assert.InRange(Runs(bpf, "tc"), 3ul, 100ul);
            Assert.Contains("bpf", Clang.Run("tc", "filter", "show", "dev", "lo", "ingress"), StringComparison.Ordinal);
            link.Update(bpf.Program("tc"));
            Assert.Throws<InvalidOperationException>(() => link.Pin("/sys/fs/bpf/x"));
            link.Dispose();
        }
        Assert.Equal("", Clang.Run("tc", "filter", "show", "dev", "lo", "ingress"));
    });

    [Fact]
    public void Traffic_control_by_links()
    {
        KernelFeature.Need(KernelFeature.Tcx);
        Isolated.Network(() =>
        {
            using BpfObjectFile bpf = Load("tc");
            using (bpf.Program("tc").AttachTcx("lo", TcDirection.Egress))
                SendToSelf(3);
            Assert.InRange(Runs(bpf, "tc"), 3ul, 100ul);
        });
    }

    [Fact]
    public void Netfilter_hooks()
    {
        KernelFeature.Need(KernelFeature.NetfilterPrograms);
        Isolated.Network(() =>
        {
            using BpfObjectFile bpf = Load("netfilter");
            using BpfLink link = bpf.Program("netfilter").AttachNetfilter(family: 2, hook: 1, priority: -10);
            SendToSelf(3);
            Assert.InRange(Runs(bpf, "netfilter"), 3ul, 100ul);
        });
    }

    [Fact]
    public void Control_groups()
    {
        string root = Cgroups.Root;
        string group = Path.Combine(root, $"sharpbpf-test-{Environment.ProcessId}");
        Directory.CreateDirectory(group);
        try
        {
            using BpfObjectFile bpf = Load("sock_create", "sockops");
            using BpfLink create = bpf.Program("sock_create").AttachCgroup(group);
            using BpfLink operations = bpf.Program("sockops").AttachCgroup(group);
            Clang.Run("sh", "-c", $"echo $$ > {group}/cgroup.procs && exec python3 -c 'import socket\n" +
                "s=socket.create_server((\"127.0.0.1\",0));c=socket.create_connection(s.getsockname());s.accept()'");
            Assert.InRange(Runs(bpf, "sock_create"), 2ul, 10ul);
            Assert.InRange(Runs(bpf, "sockops"), 1ul, 100ul);
            Assert.Equal("ENOENT", Assert.Throws<BpfException>(() => bpf.Program("sock_create").AttachCgroup(root + "/none")).ErrnoName);
            BpfException e = Assert.Throws<BpfException>(() => bpf.Program("sock_create").AttachCgroup("/tmp"));
            Assert.Contains("no cgroup of version 2", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(group);
        }
    }

    [Fact]
    public void Socket_lookup_in_a_network_namespace() => Isolated.Network(() =>
    {
        using BpfObjectFile bpf = Load("lookup");
        using BpfLink link = bpf.Program("lookup").AttachNetworkNamespace("/proc/thread-self/ns/net");
        SendToSelf(2);
        Assert.InRange(Runs(bpf, "lookup"), 1ul, 100ul);
    });

    [Fact]
    public void Socket_filters_and_maps_of_sockets()
    {
        using BpfObjectFile bpf = Load("socket_filter", "message");
        using (Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            bpf.Program("socket_filter").AttachSocket(socket);
            socket.SendTo(new byte[10], socket.LocalEndPoint!);
            Assert.False(socket.Poll(50_000, SelectMode.SelectRead));
            Assert.Equal(1ul, Runs(bpf, "socket_filter"));
            Assert.Throws<BpfException>(() => bpf.Program("message").AttachSocket(socket));
        }
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        using TcpClient client = new();
        client.Connect((IPEndPoint)server.LocalEndpoint);
        using Socket accepted = server.AcceptSocket();
        using BpfLink link = bpf.Program("message").AttachSocketMap(bpf.Map("sockets"));
        Assert.True(bpf.Map("sockets").TryUpdate(BitConverter.GetBytes(0u), BitConverter.GetBytes((uint)client.Client.Handle)));
        client.Client.Send(new byte[10]);
        Assert.Equal(10, accepted.Receive(new byte[100]));
        Assert.Equal(1ul, Runs(bpf, "message"));
        link.Dispose();
        // The kernel leaves the program with the sockets that are in the map.
        Assert.True(bpf.Map("sockets").Remove(BitConverter.GetBytes(0u)));
        Assert.True(bpf.Map("sockets").TryUpdate(BitConverter.GetBytes(0u), BitConverter.GetBytes((uint)client.Client.Handle)));
        client.Client.Send(new byte[10]);
        Assert.Equal(10, accepted.Receive(new byte[100]));
        Assert.Equal(1ul, Runs(bpf, "message"));
    }

    [Fact]
    public void Iterators_are_read_as_streams()
    {
        using BpfObjectFile bpf = Load("dump");
        ArrayMap<ulong> numbers = new(bpf.Map("numbers"));
        numbers[1] = 11;
        numbers[2] = 22;
        using BpfLink link = bpf.Program("dump").AttachIterator(IteratorTarget.OfMap(bpf.Map("numbers")));
        for (int i = 0; i < 2; i++)
        {
            using StreamReader reader = new(BpfIterator.Open(link), Encoding.ASCII);
            Assert.Equal("0=0\n1=11\n2=22\n", reader.ReadToEnd());
        }
    }

    [Fact]
    public void A_pinned_link_stays_when_it_is_disposed()
    {
        BpfFileSystem.Ensure();
        string path = $"/sys/fs/bpf/sharpbpf-link-{Environment.ProcessId}";
        using BpfObjectFile bpf = Load("raw");
        BpfLink link = bpf.Program("raw").AttachRawTracepoint("sys_enter");
        uint id = link.Id;
        try
        {
            link.Pin(path);
            link.Dispose();
            Assert.True(link.IsDisposed);
            Assert.Throws<ObjectDisposedException>(() => link.Id);
            ulong before = Runs(bpf, "raw");
            Calls.Make(5);
            Assert.InRange(Runs(bpf, "raw"), before + 5, ulong.MaxValue);
            using BpfLink again = BpfLink.OpenPinned(path);
            Assert.Equal(id, again.Id);
            Assert.Contains("no map", Assert.Throws<BpfException>(() => BpfMap.OpenPinned(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Attaching_what_is_not_loaded_is_an_error_that_says_so()
    {
        using BpfObjectFile bpf = Clang.Open("kinds");
        Assert.Contains("Load()", Assert.Throws<InvalidOperationException>(() => bpf.Program("raw").AttachRawTracepoint("sys_enter")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => bpf.Attach());
        bpf.Load();
        Assert.Throws<InvalidOperationException>(() => bpf.Program("raw").AttachRawTracepoint("sys_enter"));
        Assert.Empty(bpf.Attach());
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Sum
    {
        public ulong A, B, Result;
    }

    [Fact]
    public void Test_runs_take_packets_contexts_and_repetitions()
    {
        using BpfObjectFile bpf = Load("xdp", "returns_argument", "tracepoint");
        TestRunResult result = bpf.Program("xdp").TestRun(new TestRunOptions { Data = new byte[64], Repeat = 1000 });
        Assert.Equal(2u, result.ReturnValue);
        Assert.Equal(1000ul, Runs(bpf, "xdp"));
        Assert.InRange(result.Duration, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        byte[] packet = [.. Enumerable.Range(0, 64).Select(static i => (byte)i)];
        byte[] after = new byte[100];
        result = bpf.Program("xdp").TestRun(new TestRunOptions { Data = packet, DataOut = after });
        Assert.Equal(64, result.DataLength);
        Assert.Equal(packet, after[..64]);
        (ulong, ulong) arguments = (40, 2);
        Assert.Equal(42u, bpf.Program("returns_argument").TestRunWith(ref arguments).ReturnValue);
        Assert.Contains("cannot run programs of type Tracepoint", Assert.Throws<BpfException>(() => bpf.Program("tracepoint").TestRun()).Message, StringComparison.Ordinal);
        byte[] few = new byte[3];
        if (KernelFeature.ShortPacketsRefused.IsHere)
            Assert.Contains("at least 14 bytes", Assert.Throws<BpfException>(() => bpf.Program("xdp").TestRun(new TestRunOptions { Data = few })).Message, StringComparison.Ordinal);
        else
            Assert.Equal(2u, bpf.Program("xdp").TestRun(new TestRunOptions { Data = few }).ReturnValue);
    }

    [Fact]
    public void Programs_of_system_calls_are_only_run()
    {
        KernelFeature.Need(KernelFeature.SyscallPrograms);
        using BpfObjectFile bpf = Load("add");
        Sum sum = new() { A = 3, B = 4 };
        Assert.Equal(3u, bpf.Program("add").TestRunWith(ref sum).ReturnValue);
        Assert.Equal(7ul, sum.Result);
    }

    [Fact]
    public void Features_are_found_out_by_trying()
    {
        Assert.True(BpfFeatures.Has(BpfProgramType.RawTracepoint));
        Assert.True(BpfFeatures.Has(BpfMapType.RingBuf));
        Assert.Contains("does not know", Assert.Throws<BpfException>(() => BpfFeatures.Has((BpfMapType)200)).Message, StringComparison.Ordinal);
        Assert.True(BpfFeatures.HasHelper(BpfProgramType.RawTracepoint, 130 /* ringbuf_output */));
        Assert.False(BpfFeatures.HasHelper(BpfProgramType.RawTracepoint, 44 /* xdp_adjust_head */));
        Assert.Equal(File.Exists("/sys/kernel/btf/vmlinux"), BpfFeatures.HasKernelBtf);
        Assert.Matches("^v1\\.[0-9]+$", BpfRuntime.LibbpfVersion);
    }
}
