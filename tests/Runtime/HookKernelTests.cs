// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace SharpBpf.Runtime.Tests;

/// <summary>
/// Programs attached to functions of the kernel, to security hooks, to other programs and to tables of operations; each is seen to be hit. A
/// kernel that has no such hook, or refuses it, skips by name: these run in virtual machines too. Needs root.
/// </summary>
public sealed partial class HookKernelTests
{
    [LibraryImport("libc.so.6", SetLastError = true)] private static partial int getpgid(int pid);

    // The C++ runtime: of the libraries that every .NET program has, it alone has such probes.
    [LibraryImport("libstdc++.so.6")] private static partial nint __cxa_allocate_exception(nuint size);
    [LibraryImport("libstdc++.so.6")] private static partial nint __cxa_init_primary_exception(nint exception, nint type, nint destructor);
    [LibraryImport("libstdc++.so.6")] private static partial nint __cxa_begin_catch(nint header);
    [LibraryImport("libstdc++.so.6")] private static partial void __cxa_end_catch();

    private const string Function = "security_task_getpgid";
    private const int EPERM = 1, EACCES = 13;

    private static readonly string[] s_order =
        ["fentry", "fexit", "fmod_ret", "lsm", "kprobe", "kretprobe", "kprobe_multi", "tp_btf", "ksyscall", "fentry_cookie", "fentry_test",
         "kprobe_cookie", "replacement", "fexit_test", "fmod_ret_test"];

    private static BpfObjectFile Load(params ReadOnlySpan<string> programs) => Load(null, programs);

    private static BpfObjectFile Load(Action<BpfObjectFile>? setUp, params ReadOnlySpan<string> programs)
    {
        BpfObjectFile bpf = Clang.Open("hooks");
        bpf.Section(".rodata").At<uint>(0) = Calls.Tid;
        bpf.Section(".rodata").At<uint>(4) = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 121u : 155u; // getpgid
        foreach (string name in programs)
            bpf.Program(name).AutoLoad = true;
        setUp?.Invoke(bpf);
        Policy.Load(bpf);
        return bpf;
    }

    private static ulong Runs(BpfObjectFile bpf, string program) =>
        Volatile.Read(ref bpf.Section(".bss").At<ulong>((uint)Array.IndexOf(s_order, program) * 8));

    private static ulong Cookie(BpfObjectFile bpf) => bpf.Section(".bss").At<ulong>(16 * 8);

    private static long Value(BpfObjectFile bpf) => bpf.Section(".bss").At<long>(17 * 8);

    /// <summary>Makes the call; gives its errno, 0 for success.</summary>
    private static int GetOwnGroup() => getpgid(Environment.ProcessId) >= 0 ? 0 : Marshal.GetLastPInvokeError();

    private static void IsHitWhileAttached(BpfObjectFile bpf, string program, Func<BpfProgram, BpfLink> attach)
    {
        using (BpfLink link = attach(bpf.Program(program)))
        {
            Assert.Equal(program, link.ProgramName);
            ulong before = Runs(bpf, program);
            for (int i = 0; i < 5; i++)
                Assert.Equal(0, GetOwnGroup());
            Assert.Equal(before + 5, Runs(bpf, program));
        }
        ulong after = Runs(bpf, program);
        Assert.Equal(0, GetOwnGroup());
        Assert.Equal(after, Runs(bpf, program));
    }

    [Fact]
    public void Fentry_and_fexit()
    {
        KernelFeature.Need(KernelFeature.Trampolines);
        using BpfObjectFile bpf = Load("fentry", "fexit");
        IsHitWhileAttached(bpf, "fentry", static p => p.AttachTrace());
        bpf.Section(".bss").At<long>(17 * 8) = -1;
        IsHitWhileAttached(bpf, "fexit", static p => p.Attach());
        Assert.Equal(0, Value(bpf));
        if (!KernelFeature.TraceAgain.IsHere)
        {
            BpfException e = Assert.Throws<BpfException>(bpf.Program("fentry").Attach);
            Assert.Contains("attached once only", e.Message, StringComparison.Ordinal);
            return;
        }
        IsHitWhileAttached(bpf, "fentry", static p => p.Attach());
        // the object's Attach takes them from their sections
        using BpfLinkSet links = bpf.Attach();
        Assert.Equal(["fentry", "fexit"], links.Select(static l => l.ProgramName));
    }

    [Fact]
    public void Fentry_with_a_cookie_and_a_target_that_is_set_by_hand()
    {
        KernelFeature.Need(KernelFeature.TraceCookies);
        using BpfObjectFile bpf = Load(static b => b.Program("fentry_cookie").SetAttachTarget(Function), "fentry_cookie");
        IsHitWhileAttached(bpf, "fentry_cookie", static p => p.AttachTrace(0x1234_5678_9abc));
        Assert.Equal(0x1234_5678_9abcul, Cookie(bpf));
    }

    [Fact]
    public void Fmod_ret_changes_what_a_function_returns()
    {
        KernelFeature.Need(KernelFeature.FmodRet);
        using BpfObjectFile bpf = Load("fmod_ret");
        Assert.Equal(0, GetOwnGroup());
        using (bpf.Program("fmod_ret").AttachTrace())
            Assert.Equal(EPERM, GetOwnGroup());
        Assert.Equal(0, GetOwnGroup());
        Assert.Equal(1ul, Runs(bpf, "fmod_ret"));
    }

    [Fact]
    public void Security_hooks_decide()
    {
        KernelFeature.Need(KernelFeature.LsmPrograms);
        using BpfObjectFile bpf = Load("lsm");
        using (bpf.Program("lsm").AttachLsm())
            Assert.Equal(EACCES, GetOwnGroup());
        Assert.Equal(0, GetOwnGroup());
        Assert.Equal(1ul, Runs(bpf, "lsm"));
        if (!KernelFeature.TraceAgain.IsHere)
            return;
        using BpfLinkSet links = bpf.Attach();
        Assert.Equal("lsm", Assert.Single(links).ProgramName);
    }

    [Fact]
    public void Raw_tracepoints_with_types()
    {
        KernelFeature.Need(KernelFeature.Trampolines);
        using BpfObjectFile bpf = Load("tp_btf");
        IsHitWhileAttached(bpf, "tp_btf", static p => p.Attach());
        IsHitWhileAttached(bpf, "tp_btf", static p => p.AttachTrace());
    }

    [Fact]
    public void Kprobes_and_kretprobes()
    {
        KernelFeature.Need(KernelFeature.Kprobes);
        using BpfObjectFile bpf = Load("kprobe", "kretprobe");
        IsHitWhileAttached(bpf, "kprobe", static p => p.AttachKprobe(Function));
        bpf.Section(".bss").At<long>(17 * 8) = -1;
        IsHitWhileAttached(bpf, "kretprobe", static p => p.AttachKprobe(Function, new ProbeOptions { Return = true }));
        Assert.Equal(0, Value(bpf));
    }

    [Fact]
    public void Kprobes_have_cookies_and_their_program_can_be_replaced()
    {
        KernelFeature.Need(KernelFeature.Kprobes, KernelFeature.AttachCookies);
        using BpfObjectFile bpf = Load("kprobe_cookie", "kprobe");
        using BpfLink link = bpf.Program("kprobe_cookie").AttachKprobe(Function, new ProbeOptions { Cookie = 77 });
        Assert.Equal(0, GetOwnGroup());
        Assert.Equal((1ul, 77ul), (Runs(bpf, "kprobe_cookie"), Cookie(bpf)));
        // The link of a perf event cannot take another program, and says so.
        BpfException e = Assert.Throws<BpfException>(() => link.Update(bpf.Program("kprobe")));
        Assert.Contains("cannot change its program", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void System_calls_by_their_name()
    {
        KernelFeature.Need(KernelFeature.Kprobes);
        using BpfObjectFile bpf = Load("ksyscall");
        IsHitWhileAttached(bpf, "ksyscall", static p => p.AttachKsyscall("getpgid"));
    }

    [Fact]
    public void Many_kprobes_at_once()
    {
        KernelFeature.Need(KernelFeature.Kprobes, KernelFeature.KprobeMulti);
        using BpfObjectFile bpf = Load("kprobe_multi");
        Policy.Attaches(KernelFeature.KprobeMulti, () => bpf.Program("kprobe_multi").AttachKprobeMulti([Function], default));
        IsHitWhileAttached(bpf, "kprobe_multi", static p => p.AttachKprobeMulti("security_task_getpg*", default));
        IsHitWhileAttached(bpf, "kprobe_multi", static p => p.AttachKprobeMulti([Function, "security_task_getsid"], default, [5, 6]));
        Assert.Equal(5ul, Cookie(bpf));
        IsHitWhileAttached(bpf, "kprobe_multi", static p => p.AttachKprobeMulti([Function], new ProbeOptions { Return = true }));
        Assert.Throws<ArgumentException>(() => bpf.Program("kprobe_multi").AttachKprobeMulti([Function], default, [1, 2]));
        BpfException e = Assert.Throws<BpfException>(() => bpf.Program("kprobe_multi").AttachKprobeMulti("no_such_function_*", default));
        Assert.Contains("no_such_function_*", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_another_program_is_replaced()
    {
        KernelFeature.Need(KernelFeature.Replacement);
        using BpfObjectFile target = Load("asks");
        Assert.Equal(1u, target.Program("asks").TestRun(new TestRunOptions { Data = new byte[64] }).ReturnValue);
        using BpfObjectFile bpf = Load(b => b.Program("replacement").SetAttachTarget("answer", target.Program("asks")), "replacement");
        using (bpf.Program("replacement").Attach())
            Assert.Equal(42u, target.Program("asks").TestRun(new TestRunOptions { Data = new byte[64] }).ReturnValue);
        Assert.Equal(1u, target.Program("asks").TestRun(new TestRunOptions { Data = new byte[64] }).ReturnValue);
        using (bpf.Program("replacement").AttachReplace(target.Program("asks"), "answer"))
            Assert.Equal(42u, target.Program("asks").TestRun(new TestRunOptions { Data = new byte[64] }).ReturnValue);
        Assert.Equal(2ul, Runs(bpf, "replacement"));
    }

    [Fact]
    public void Iterators_go_through_tasks_as_proc_does()
    {
        KernelFeature.Need(KernelFeature.Iterators);
        using BpfObjectFile bpf = Load("tasks");
        using BpfLink all = bpf.Program("tasks").AttachIterator();
        string own = $"{Environment.ProcessId} {Calls.Tid}";
        Assert.Contains(own, Read(all));
        Assert.All(Directory.GetDirectories("/proc/self/task"), task => Assert.Contains($"{Environment.ProcessId} {Path.GetFileName(task)}", Read(all)));
        if (!KernelFeature.IteratorOverTask.IsHere)
            return;
        using BpfLink process = bpf.Program("tasks").AttachIterator(IteratorTarget.OfTask(0, (uint)Environment.ProcessId));
        Assert.All(Read(process), static line => Assert.StartsWith($"{Environment.ProcessId} ", line, StringComparison.Ordinal));
        Assert.Contains(own, Read(process));
        using BpfLink thread = bpf.Program("tasks").AttachIterator(IteratorTarget.OfTask(Calls.Tid, 0));
        Assert.Equal([own], Read(thread));

        static string[] Read(BpfLink link)
        {
            using StreamReader reader = new(BpfIterator.Open(link), Encoding.ASCII);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    [Fact]
    public void A_table_of_operations_is_used_while_it_is_attached()
    {
        KernelFeature.Need(KernelFeature.StructOps);
        using BpfObjectFile bpf = Clang.Open("congestion");
        Policy.Load(bpf);
        Assert.NotEqual(0, Choose(out _));
        using (bpf.Map("control").AttachStructOps())
        {
            using TcpListener server = new(IPAddress.Loopback, 0);
            server.Start();
            Assert.Equal(0, Choose(out Socket client));
            using (client)
            {
                client.Connect(server.LocalEndpoint);
                using Socket accepted = server.AcceptSocket();
                client.Send(new byte[100_000]);
                byte[] buffer = new byte[100_000];
                for (int received = 0; received < buffer.Length;)
                    received += accepted.Receive(buffer);
            }
        }
        Assert.NotEqual(0ul, bpf.Section(".bss").At<ulong>(0));
        Assert.NotEqual(0, Choose(out _));

        // setsockopt(TCP_CONGESTION); gives its errno
        static int Choose(out Socket socket)
        {
            const int tcp = 6, congestion = 13;
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.SetRawSocketOption(tcp, congestion, "sharpbpf_test"u8);
                return 0;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                return e.NativeErrorCode;
            }
        }
    }

    [Fact]
    public void Probes_that_a_library_defines()
    {
        KernelFeature.Need(KernelFeature.AttachCookies);
        using BpfObjectFile bpf = Clang.Open("usdt");
        bpf.Section(".rodata").At<uint>(0) = Calls.Tid;
        bpf.Program("on_catch").AutoLoad = true;
        bpf.Load();
        // Header and library of the two sides of libbpf 1.7 do not fit, and that is told instead of arguments that are all 0.
        bool newHeader = bpf.Map("__bpf_usdt_specs").ValueSize > 208, newLibrary = Version.Parse(BpfRuntime.LibbpfVersion[1..]) >= new Version(1, 7);
        if (newHeader != newLibrary)
        {
            Assert.Contains("usdt.bpf.h", Assert.Throws<BpfException>(() => bpf.Program("on_catch").AttachUsdt("libstdc++.so.6", "libstdcxx", "catch")).Message, StringComparison.Ordinal);
            return;
        }
        Catch(0x1000);
        nint seen;
        using (bpf.Program("on_catch").AttachUsdt("libstdc++.so.6", "libstdcxx", "catch", Environment.ProcessId, 88))
            seen = Catch(0x2000);
        Catch(0x3000);
        DataSection bss = bpf.Section(".bss");
        Assert.Equal((1ul, (ulong)seen, 0x2000ul, 88ul), (bss.At<ulong>(0), bss.At<ulong>(8), bss.At<ulong>(16), bss.At<ulong>(24)));
        BpfException e = Assert.Throws<BpfException>(() => bpf.Program("on_catch").AttachUsdt("libstdc++.so.6", "libstdcxx", "no_such_probe"));
        Assert.Contains("readelf -n", e.Message, StringComparison.Ordinal);

        // What a catch block begins with, for an exception that nobody has thrown; gives its object.
        static nint Catch(nint type)
        {
            const int headerSize = 32; // struct _Unwind_Exception, in front of the object
            nint exception = __cxa_allocate_exception(8);
            __cxa_init_primary_exception(exception, type, 0);
            nint caught = __cxa_begin_catch(exception - headerSize);
            __cxa_end_catch();
            return caught;
        }
    }

    [Fact]
    public void Test_runs_of_tracing_programs_call_the_kernels_test_functions()
    {
        KernelFeature.Need(KernelFeature.Trampolines);
        using BpfObjectFile bpf = Load("fentry_test");
        using BpfLink link = bpf.Program("fentry_test").Attach();
        Assert.Equal(0u, bpf.Program("fentry_test").TestRun().ReturnValue);
        // the kernel calls bpf_fentry_test1(1)
        Assert.Equal((1ul, 1L), (Runs(bpf, "fentry_test"), Value(bpf)));
    }

    [Fact]
    public void Of_fexit_programs_too_which_see_the_result()
    {
        KernelFeature.Need(KernelFeature.Trampolines);
        using BpfObjectFile bpf = Load("fexit_test");
        using BpfLink link = bpf.Program("fexit_test").Attach();
        Assert.Equal(0u, bpf.Program("fexit_test").TestRun().ReturnValue);
        // bpf_fentry_test1() adds 1
        Assert.Equal((1ul, 102L), (Runs(bpf, "fexit_test"), Value(bpf)));
    }

    [Fact]
    public void Of_fmod_ret_programs_the_kernel_tells_whether_its_function_ran()
    {
        KernelFeature.Need(KernelFeature.FmodRetTestRun);
        using BpfObjectFile bpf = Load("fmod_ret_test");
        // The upper half counts the side effects of the kernel's functions, newer ones of two: one fewer when ours takes the place of one.
        uint effects = bpf.Program("fmod_ret_test").TestRun().ReturnValue >> 16;
        using BpfLink link = bpf.Program("fmod_ret_test").Attach();
        Assert.Equal(effects - 1, bpf.Program("fmod_ret_test").TestRun().ReturnValue >> 16);
        Assert.Equal(1ul, Runs(bpf, "fmod_ret_test"));
    }
}
