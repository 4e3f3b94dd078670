// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>
/// Every failure says what was being done and to what, why it failed, and what to try. All are provoked on the running kernel. Needs root.
/// </summary>
public sealed class ErrorTableTests
{
    /// <param name="Provoke">Fails.</param>
    /// <param name="Action">In <see cref="BpfException.Action"/>: what was being done, to which program or map.</param>
    /// <param name="Reason">In <see cref="BpfException.Reason"/>: why.</param>
    /// <param name="Advice">In <see cref="BpfException.Advice"/>: what to try.</param>
    private sealed record Case(Action Provoke, string Action, string Reason, string Advice);

    private static readonly Lazy<byte[]> s_valid = new(static () => ErrorSources.Compile(ErrorSources.Valid));
    private static readonly Lazy<byte[]> s_core = new(static () => ErrorSources.Compile(ErrorSources.Core));
    private static readonly Lazy<byte[]> s_probes = new(static () => ErrorSources.Compile(ErrorSources.Probes));

    private static readonly Dictionary<string, Case> s_cases = new()
    {
        // the file
        ["not ELF"] = new(() => Open("#!/bin/sh\n"u8.ToArray()), "open BPF object 'bad'", "not an ELF file", "clang -target bpf"),
        ["empty"] = new(() => Open([]), "open BPF object 'bad'", "not an ELF file", "clang -target bpf"),
        ["header only"] = new(() => Open(Valid[..40]), "open BPF object 'bad'", "truncated: it has 40 bytes", "again"),
        ["truncated"] = new(() => Open(Valid[..200]), "open BPF object 'bad'", "truncated", "again"),
        ["truncated later"] = new(() => Open(Valid[..^100]), "open BPF object 'bad'", "truncated", "again"),
        ["other byte order"] = new(() => Open(ErrorSources.Compile(ErrorSources.Valid, "--target=bpfeb")), "open BPF object 'bad'", "big-endian and this machine is little-endian", "-target bpfel"),
        ["other machine"] = new(() => Open(File.ReadAllBytes("/bin/true")), "open BPF object 'bad'", "for another machine", "clang -target bpf"),
        ["no BTF in the object"] = new(() => Open(Stripped), "open BPF object 'bad'", "BTF is required", "-g"),
        ["no resource"] = new(() => new Embedded(), "open BPF object 'nothing'", "has no resource 'nothing.bpf.o'", "rebuild"),
        ["stale code, map"] = new(() => Use(ErrorSources.Valid, static b => b.Map("other")), "find map 'other'", "it has only", "rebuild"),
        ["stale code, program"] = new(() => Use(ErrorSources.Valid, static b => b.Program("other")), "find program 'other'", "it has only: fine", "rebuild"),
        ["stale code, section"] = new(() => Use(ErrorSources.Valid, static b => b.Section(".bss")), "find section .bss", "no such variables", "rebuild"),
        ["stale code, variable"] = new(() => { using BpfObjectFile b = Clang.Open("ring"); b.Section(".rodata").At<ulong>(12); }, "variable at 12 of section .rodata", "ends at 16", "rebuild"),

        // the verifier
        ["endless loop"] = new(() => Load(ErrorSources.EndlessLoop), "load program 'endless'", "verifier rejected it: ", "loops an end"),
        ["out of bounds"] = new(() => Load(ErrorSources.OutOfBounds), "load program 'beyond'", "outside of the allowed memory range", "constant bound"),
        ["unchecked pointer"] = new(() => Load(ErrorSources.NullPointer), "load program 'unchecked'", "invalid mem access 'map_value_or_null'", "null"),
        ["uninitialised stack"] = new(() => Unprivileged.WithOnlyCapBpf(static () => Load(ErrorSources.UninitialisedStack)), "load program 'unset'", "stack", "= {}"),
        ["uninitialised register"] = new(() => Load(ErrorSources.UninitialisedRegister), "load program 'garbage'", "R8 !read_ok", "before it is written"),
        ["leaked record"] = new(() => Load(ErrorSources.Leak), "load program 'leaky'", "reference", "bpf_ringbuf_discard"),
        ["no such context field"] = new(() => Load(ErrorSources.NoSuchContext), "load program 'context'", "invalid bpf_context access", "no such field"),
        ["helper of other programs"] = new(() => Load(ErrorSources.BadHelper), "load program 'wrong_helper'", "bpf_xdp_adjust_head", "helper"),
        ["no such helper"] = new(() => Load(ErrorSources.UnknownHelper), "load program 'no_helper'", "4000", "helper"),
        ["wild pointer"] = new(() => Load(ErrorSources.BadPointer), "load program 'wild'", "invalid mem access '", "bpf_probe_read"),
        ["not GPL"] = new(() => Load(Clang.Compile(ErrorSources.NotGpl)), "load program 'closed'", "GPL", "LICENSE"),
        ["map that is not created"] = new(() => Use(ErrorSources.UsesMap, static b => { b.Map("numbers").AutoCreate = false; b.Load(); }), "load program 'user'", "map 'numbers'", "AutoCreate"),
        ["field that is not there"] = new(() => Load(ErrorSources.CoreMissingField), "load program 'core'", "no_such_field", "bpf_core_field_exists"),

        // what the kernel lacks or forbids
        ["no privileges"] = new(() => Unprivileged.Run(static () => Load(Valid)), "load BPF object 'test'", "not permitted (EPERM)", "root"),
        ["no privileges, map"] = new(() => Unprivileged.Run(static () => BpfMap.Create(BpfMapType.Hash, "secret", 4, 4, 1)), "create map 'secret'", "EPERM", "CAP_BPF"),
        ["unknown section"] = new(() => Load(ErrorSources.UnknownSection), "load program 'lost'", "section name 'nonsense/here'", "SEC"),
        ["no kernel BTF"] = new(() => WithoutKernelBtf(static () => Load(s_core.Value)), "load BPF object 'test'", "BTF", "CONFIG_DEBUG_INFO_BTF"),
        ["no such BTF file"] = new(() => { using BpfObjectFile b = BpfObjectFile.FromBytes(s_core.Value, "test", new BpfOpenOptions { KernelBtfPath = "/no/such/btf" }); b.Load(); }, "open BPF object 'test'", "/no/such/btf", "KernelBtfPath"),
        ["fentry, no such function"] = new(() => Load(ErrorSources.FentryNowhere), "load program 'watcher'", "no_such_function", "kallsyms"),
        ["no such kfunc"] = new(() => Load(ErrorSources.MissingKfunc), "load BPF object 'test'", "no_such_kfunc", "__weak"),
        ["no such option"] = new(() => Load(ErrorSources.MissingConfig), "load BPF object 'test'", "CONFIG_NO_SUCH_OPTION", "__weak"),

        // maps
        ["map without entries"] = new(() => Load(ErrorSources.NoEntries), "create map 'empty'", "EINVAL", "max_entries"),
        ["huge value"] = new(() => Load(ErrorSources.HugeValue), "create map 'huge'", "E2BIG", "larger than the kernel allows"),
        ["odd ring size"] = new(() => BpfMap.Create(BpfMapType.RingBuf, "ring", 0, 0, 1000), "create map 'ring'", "1000 entries", "power of two"),
        ["full map"] = new(FillMap, "update map 'small'", "E2BIG", "2 entries"),
        ["wrong key size"] = new(static () => { using BpfMap m = BpfMap.Create(BpfMapType.Hash, "small", 8, 8, 2); _ = new HashMap<uint, ulong>(m); }, "use map 'small'", "its key has 8 bytes, the C# type 4", "rebuild"),
        ["wrong kind of map"] = new(static () => { using BpfMap m = BpfMap.Create(BpfMapType.Hash, "small", 4, 8, 2); _ = new ArrayMap<ulong>(m); }, "use map 'small'", "Hash, not Array", "rebuild"),
        ["frozen map"] = new(Frozen, "update map 'cold'", "EPERM", "frozen"),
        ["no such map"] = new(static () => BpfMap.OpenId(uint.MaxValue), "open map 4294967295", "ENOENT", "bpftool"),

        // pins
        ["pinned nowhere"] = new(static () => BpfMap.OpenPinned("/sys/fs/bpf/none/here"), "open the pinned map /sys/fs/bpf/none/here", "ENOENT", "/sys/fs/bpf"),
        ["pinned in another file system"] = new(static () => { using BpfMap m = BpfMap.Create(BpfMapType.Hash, "m", 4, 4, 1); m.Pin("/tmp/m"); }, "pin map 'm' to /tmp/m", "", "mount -t bpf"),
        ["pin in no directory"] = new(static () => { using BpfMap m = BpfMap.Create(BpfMapType.Hash, "m", 4, 4, 1); m.Pin("/sys/fs/bpf/none/m"); }, "pin map 'm'", "ENOENT", "directory"),

        // attaching
        ["tracefs is not mounted"] = new(() => Isolated.Tracefs(false, static () => Probe("on_point", static p => p.AttachTracepoint("sched", "sched_switch"))), "attach program 'on_point' to tracepoint/sched/sched_switch", "ENOENT", "mount -t tracefs"),
        ["no such tracepoint"] = new(() => Isolated.Tracefs(true, static () => Probe("on_point", static p => p.AttachTracepoint("sched", "nonsense"))), "attach program 'on_point' to tracepoint/sched/nonsense", "ENOENT", "available_events"),
        ["no such raw tracepoint"] = new(() => Probe("on_raw", static p => p.AttachRawTracepoint("nonsense")), "attach program 'on_raw' to raw_tp/nonsense", "ENOENT", "no raw tracepoint 'nonsense'"),
        ["no such kernel function"] = new(() => Probe("on_probe", static p => p.AttachKprobe("no_such_function")), "attach program 'on_probe' to kprobe no_such_function", "", "kprobe"),
        ["no such binary"] = new(() => Probe("on_uprobe", static p => p.AttachUprobe("/no/such/binary", "main")), "attach program 'on_uprobe' to uprobe /no/such/binary:main", "/no/such/binary", "no such file"),
        ["no such symbol"] = new(() => Probe("on_uprobe", static p => p.AttachUprobe("libc.so.6", "no_such_symbol")), "attach program 'on_uprobe' to uprobe libc.so.6:no_such_symbol", "no_such_symbol", "symbol"),
        ["no such interface"] = new(() => Probe("on_packet", static p => p.AttachXdp("nonsense0")), "attach program 'on_packet' to xdp nonsense0", "ENODEV", "ip link"),
        ["no cgroup"] = new(() => Probe("on_sock", static p => p.AttachCgroup("/tmp")), "attach program 'on_sock' to cgroup /tmp", "EBADF", "/sys/fs/cgroup"),
        ["no such cgroup"] = new(() => Probe("on_sock", static p => p.AttachCgroup("/sys/fs/cgroup/none/here")), "open cgroup /sys/fs/cgroup/none/here", "ENOENT", ""),
        ["no section target"] = new(() => Probe("on_packet", static p => p.Attach()), "attach program 'on_packet' to xdp", "EOPNOTSUPP", "use one of the Attach methods"),
        ["no such event"] = new(() => Probe("on_sample", static p => p.AttachPerfEvent(PerfEventSource.Software(4000, 1), 0)), "attach program 'on_sample' to perf event", "", "software event"),
        ["test run of a kprobe"] = new(() => Probe("on_probe", static p => p.TestRun()), "run program 'on_probe'", "ENOTSUPP", "cannot run programs of type KProbe"),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_failure_explains_itself(string name)
    {
        Case c = s_cases[name];
        BpfException e = Assert.Throws<BpfException>(c.Provoke);
        if (Environment.GetEnvironmentVariable("SHOW_ERRORS") is not null)
            Console.WriteLine($"== {name}\n{e.Message}\n-- {e.LibbpfLog}");
        Assert.Contains(c.Action, e.Action, StringComparison.Ordinal);
        Assert.Contains(c.Reason, e.Reason, StringComparison.Ordinal);
        if (c.Advice.Length != 0)
            Assert.Contains(c.Advice, e.Advice, StringComparison.Ordinal);
        Assert.StartsWith($"Cannot {e.Action}: {e.Reason}.", e.Message, StringComparison.Ordinal);
        if (e.Advice is not null)
            Assert.EndsWith(e.Advice, e.Message, StringComparison.Ordinal);
        Assert.True(e.Message.Length < 1500, "the message is a screenful");
        // A verdict comes with the line of C and the instructions before it; the whole log is aside.
        Assert.Equal(e.VerifierLog is not null, e.Message.Contains("\n  ", StringComparison.Ordinal));
        Assert.DoesNotContain("libbpf:", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Valid => s_valid.Value;

    private static byte[] Stripped => ErrorSources.Compile(ErrorSources.Valid, "-g0");

    private sealed class Embedded() : BpfObject(typeof(Embedded).Assembly, "nothing.bpf.o", null);

    private static void Open(byte[] file)
    {
        using BpfObjectFile bpf = BpfObjectFile.FromBytes(file, "bad");
    }

    private static void Load(byte[] file)
    {
        using BpfObjectFile bpf = BpfObjectFile.FromBytes(file, "test");
        bpf.Load();
    }

    private static void Load(string source) => Load(ErrorSources.Compile(source));

    private static void Use(string source, Action<BpfObjectFile> use)
    {
        using BpfObjectFile bpf = BpfObjectFile.FromBytes(ErrorSources.Compile(source), "test");
        use(bpf);
    }

    private static void Probe(string program, Action<BpfProgram> use)
    {
        using BpfObjectFile bpf = BpfObjectFile.FromBytes(s_probes.Value, "test");
        foreach (BpfProgram other in bpf.AllPrograms)
            other.AutoLoad = other.Name == program;
        bpf.Load();
        use(bpf.Program(program));
    }

    private static void FillMap()
    {
        using BpfMap map = BpfMap.Create(BpfMapType.Hash, "small", 4, 4, 2);
        HashMap<uint, uint> hash = new(map);
        for (uint i = 0; i < 3; i++)
            hash[i] = i;
    }

    private static void Frozen()
    {
        using BpfMap map = BpfMap.Create(BpfMapType.Array, "cold", 4, 4, 1);
        map.Freeze();
        new ArrayMap<uint>(map)[0] = 1;
    }

    private static void WithoutKernelBtf(Action action) => Isolated.HideKernelBtf(action);
}
