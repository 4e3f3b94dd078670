// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using SharpBpf.Interop;

namespace SharpBpf;

// Attaching to functions, tracepoints and events of the kernel and of programs.
public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program to what its section names: <c>bpf_program__attach()</c>.</summary>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The section names nothing to attach to, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink Attach()
    {
        CheckUsdt();
        using AttachScope scope = new(this, _owner, Section);
        return scope.Link(LibBpf.bpf_program__attach(_program));
    }

    /// <summary>Attaches to a function of the kernel: <c>bpf_program__attach_kprobe_opts()</c>.</summary>
    /// <param name="function">The function, as in /proc/kallsyms.</param>
    /// <param name="options">Entry or return, offset, cookie.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such function, or it cannot be probed.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachKprobe(string function, ProbeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        BpfKprobeOpts opts = new() { Size = (nuint)sizeof(BpfKprobeOpts), Cookie = options.Cookie, Offset = (nuint)options.Offset, IsReturn = options.ReturnByte };
        using AttachScope scope = new(this, _owner, $"{options.Kind("kprobe")} {function}");
        return scope.Link(LibBpf.bpf_program__attach_kprobe_opts(_program, function, &opts));
    }

    /// <summary>Attaches to all functions of the kernel that match a pattern, in one step: <c>bpf_program__attach_kprobe_multi_opts()</c> (Linux 5.18).</summary>
    /// <param name="pattern">A name in which '*' and '?' stand for others.</param>
    /// <param name="options">Entry or return. Offset and cookie do not apply.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">Nothing matches, or the kernel is too old for it.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachKprobeMulti(string pattern, ProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        BpfKprobeMultiOpts opts = new() { Size = (nuint)sizeof(BpfKprobeMultiOpts), IsReturn = options.ReturnByte };
        using AttachScope scope = new(this, _owner, $"{options.Kind("kprobe.multi")} {pattern}");
        return scope.Link(LibBpf.bpf_program__attach_kprobe_multi_opts(_program, pattern, &opts));
    }

    /// <summary>Attaches to a list of functions of the kernel, in one step: <c>bpf_program__attach_kprobe_multi_opts()</c> (Linux 5.18).</summary>
    /// <param name="functions">The functions, as in /proc/kallsyms. All of them must exist.</param>
    /// <param name="options">Entry or return. Offset and cookie do not apply.</param>
    /// <param name="cookies">A cookie for each function, or empty.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">A function does not exist, or the kernel is too old for it.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachKprobeMulti(IReadOnlyList<string> functions, ProbeOptions options, ReadOnlySpan<ulong> cookies = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        if (!cookies.IsEmpty && cookies.Length != functions.Count)
            throw new ArgumentException($"There are {functions.Count} functions and {cookies.Length} cookies.", nameof(cookies));
        byte[][] names = [.. functions.Select(static f => Encoding.UTF8.GetBytes(f + "\0"))];
        GCHandle[] pins = [.. names.Select(static n => GCHandle.Alloc(n, GCHandleType.Pinned))];
        byte*[] pointers = new byte*[names.Length];
        for (int i = 0; i < names.Length; i++)
            pointers[i] = (byte*)pins[i].AddrOfPinnedObject();
        try
        {
            fixed (byte** symbols = pointers)
            fixed (ulong* values = cookies)
            {
                BpfKprobeMultiOpts opts = new()
                {
                    Size = (nuint)sizeof(BpfKprobeMultiOpts),
                    Symbols = symbols,
                    Cookies = values,
                    Count = (nuint)names.Length,
                    IsReturn = options.ReturnByte,
                };
                using AttachScope scope = new(this, _owner, $"{options.Kind("kprobe.multi")} {string.Join(", ", functions.Take(3))}{(functions.Count > 3 ? ", …" : "")}");
                return scope.Link(LibBpf.bpf_program__attach_kprobe_multi_opts(_program, null, &opts));
            }
        }
        finally
        {
            foreach (GCHandle pin in pins)
                pin.Free();
        }
    }

    /// <summary>Attaches to a system call's function, whatever it is called on this architecture: <c>bpf_program__attach_ksyscall()</c>.</summary>
    /// <param name="systemCall">The call's name: "openat".</param>
    /// <param name="options">Entry or return, cookie. Offset does not apply.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such system call, or it cannot be probed.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachKsyscall(string systemCall, ProbeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(systemCall);
        BpfKsyscallOpts opts = new() { Size = (nuint)sizeof(BpfKsyscallOpts), Cookie = options.Cookie, IsReturn = options.ReturnByte };
        using AttachScope scope = new(this, _owner, $"{options.Kind("ksyscall")} {systemCall}");
        return scope.Link(LibBpf.bpf_program__attach_ksyscall(_program, systemCall, &opts));
    }

    /// <summary>Attaches to a function of a program or library in user space: <c>bpf_program__attach_uprobe_opts()</c>.</summary>
    /// <param name="binary">The file; a name without '/' is searched for in the library and program paths.</param>
    /// <param name="function">The function's symbol, or empty for an offset into the file alone.</param>
    /// <param name="options">Entry or return, offset, cookie.</param>
    /// <param name="pid">The only process to watch; -1 for all.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such file or symbol, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachUprobe(string binary, string function, ProbeOptions options = default, int pid = -1)
    {
        ArgumentNullException.ThrowIfNull(binary);
        ArgumentNullException.ThrowIfNull(function);
        fixed (byte* name = Encoding.UTF8.GetBytes(function + "\0"))
        {
            BpfUprobeOpts opts = new()
            {
                Size = (nuint)sizeof(BpfUprobeOpts),
                Cookie = options.Cookie,
                IsReturn = options.ReturnByte,
                ReferenceCounterOffset = (nuint)options.ReferenceCounterOffset,
                Function = function.Length == 0 ? null : name,
            };
            using AttachScope scope = new(this, _owner, $"{options.Kind("uprobe")} {binary}:{function}");
            return scope.Link(LibBpf.bpf_program__attach_uprobe_opts(_program, pid, binary, (nuint)options.Offset, &opts));
        }
    }

    /// <summary>Attaches to a statically defined probe (USDT) of a program or library: <c>bpf_program__attach_usdt()</c>.</summary>
    /// <param name="binary">The file; a name without '/' is searched for in the library and program paths.</param>
    /// <param name="provider">The probe's provider.</param>
    /// <param name="name">The probe's name.</param>
    /// <param name="pid">The only process to watch; -1 for all.</param>
    /// <param name="cookie">A value for bpf_usdt_cookie().</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such file or probe, the kernel refuses, or the object was compiled with usdt.bpf.h of a libbpf on the
    /// other side of 1.7, which changed what passes between the two.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachUsdt(string binary, string provider, string name, int pid = -1, ulong cookie = 0)
    {
        BpfCookieOpts opts = new() { Size = (nuint)sizeof(BpfCookieOpts), Cookie = cookie };
        UsdtLayout.Check(_owner, Name, $"USDT {binary}:{provider}:{name}");
        using AttachScope scope = new(this, _owner, $"USDT {binary}:{provider}:{name}");
        return scope.Link(LibBpf.bpf_program__attach_usdt(_program, pid, binary, provider, name, &opts));
    }

    /// <summary>Attaches to a tracepoint: <c>bpf_program__attach_tracepoint_opts()</c>. Needs tracefs.</summary>
    /// <param name="category">Its category: "sched".</param>
    /// <param name="name">Its name: "sched_switch".</param>
    /// <param name="cookie">A value for bpf_get_attach_cookie() (Linux 5.15).</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such tracepoint, or tracefs is not mounted.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachTracepoint(string category, string name, ulong cookie = 0)
    {
        BpfCookieOpts opts = new() { Size = (nuint)sizeof(BpfCookieOpts), Cookie = cookie };
        using AttachScope scope = new(this, _owner, $"tracepoint/{category}/{name}");
        return scope.Link(LibBpf.bpf_program__attach_tracepoint_opts(_program, category, name, &opts));
    }

    /// <summary>Attaches to a tracepoint for its raw arguments: <c>bpf_program__attach_raw_tracepoint()</c>. Needs no tracefs.</summary>
    /// <param name="name">Its name, without the category: "sys_enter".</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such tracepoint.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachRawTracepoint(string name)
    {
        using AttachScope scope = new(this, _owner, $"raw_tp/{name}");
        return scope.Link(LibBpf.bpf_program__attach_raw_tracepoint(_program, name));
    }

    /// <summary>Attaches a program of the types fentry, fexit, fmod_ret or tp_btf to what it was loaded for: <c>bpf_program__attach_trace_opts()</c>.</summary>
    /// <param name="cookie">A value for bpf_get_attach_cookie() (Linux 6.0).</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachTrace(ulong cookie = 0)
    {
        BpfCookieOpts opts = new() { Size = (nuint)sizeof(BpfCookieOpts), Cookie = cookie };
        using AttachScope scope = new(this, _owner, Section);
        return scope.Link(LibBpf.bpf_program__attach_trace_opts(_program, &opts));
    }

    /// <summary>Attaches to the security hook it was loaded for: <c>bpf_program__attach_lsm()</c>.</summary>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachLsm()
    {
        using AttachScope scope = new(this, _owner, Section);
        return scope.Link(LibBpf.bpf_program__attach_lsm(_program));
    }

    /// <summary>Replaces a function of another program: <c>bpf_program__attach_freplace()</c>.</summary>
    /// <param name="target">The program, loaded.</param>
    /// <param name="function">The name of its global function.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">There is no such function, or it does not fit.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachReplace(BpfProgram target, string function)
    {
        ArgumentNullException.ThrowIfNull(target);
        using AttachScope scope = new(this, _owner, $"freplace {target.Name}:{function}");
        nint link = LibBpf.bpf_program__attach_freplace(_program, target.Fd, function);
        GC.KeepAlive(target);
        return scope.Link(link);
    }

    /// <summary>Runs the program at an event of the performance monitor, hardware or software: <c>bpf_program__attach_perf_event_opts()</c>.</summary>
    /// <param name="what">What is counted, and after how much of it the program runs.</param>
    /// <param name="cpu">The CPU; -1 for all, with one process only.</param>
    /// <param name="pid">The process; -1 for all of them, 0 for this one.</param>
    /// <param name="cookie">A value for bpf_get_attach_cookie() (Linux 5.15).</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The event does not exist here (a virtual machine often has no hardware counters), or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachPerfEvent(PerfEventSource what, int cpu, int pid = -1, ulong cookie = 0)
    {
        using AttachScope scope = new(this, _owner, $"perf event {what}");
        int fd = PerfEvent.OpenSource(what, cpu, pid, out int errno);
        if (fd < 0)
            throw scope.Failure(errno);
        BpfCookieOpts opts = new() { Size = (nuint)sizeof(BpfCookieOpts), Cookie = cookie };
        nint link = LibBpf.bpf_program__attach_perf_event_opts(_program, fd, &opts);
        errno = Marshal.GetLastPInvokeError();
        // The link closes the event, if there is a link.
        if (link == 0)
            _ = LibC.close(fd);
        Marshal.SetLastPInvokeError(errno);
        return scope.Link(link);
    }

    /// <summary>Makes an iterator ready to run: <c>bpf_program__attach_iter()</c>. Read its output with <see cref="BpfIterator.Open"/>.</summary>
    /// <param name="over">What to go through, for iterators that need or take it.</param>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachIterator(IteratorTarget over = default)
    {
        BpfIterLinkInfo info = over.Info;
        BpfIterAttachOpts opts = new() { Size = (nuint)sizeof(BpfIterAttachOpts), LinkInfo = &info, LinkInfoLength = (uint)sizeof(BpfIterLinkInfo) };
        using AttachScope scope = new(this, _owner, Section);
        nint link = LibBpf.bpf_program__attach_iter(_program, over.IsGiven ? &opts : null);
        BpfLink made = scope.Link(link);
        over.KeepAlive();
        return made;
    }

    /// <summary>Attaches as the section says, for <see cref="BpfObject.Attach"/>: the failure is a value.</summary>
    internal BpfLink? TryAttach(out BpfException? error)
    {
        CheckUsdt();
        using AttachScope scope = new(this, _owner, Section);
        nint link = LibBpf.bpf_program__attach(_program);
        int errno = Marshal.GetLastPInvokeError();
        error = link == 0 ? scope.Failure(errno) : null;
        return link == 0 ? null : new BpfLink(new LibbpfAttachment(link), Name);
    }

    private void CheckUsdt()
    {
        if (Section.TrimStart('?').StartsWith("usdt/", StringComparison.Ordinal))
            UsdtLayout.Check(_owner, Name, Section);
    }
}
