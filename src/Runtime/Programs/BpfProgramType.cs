// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>The kinds of BPF programs: <c>enum bpf_prog_type</c>.</summary>
public enum BpfProgramType
{
    /// <summary>No type.</summary>
    Unspecified = 0,

    /// <summary>Filters packets of a socket.</summary>
    SocketFilter = 1,

    /// <summary>kprobe, kretprobe, uprobe, uretprobe and USDT.</summary>
    KProbe = 2,

    /// <summary>Traffic control classifier (tc and tcx).</summary>
    SchedCls = 3,

    /// <summary>Traffic control action.</summary>
    SchedAct = 4,

    /// <summary>A tracepoint, with its formatted record.</summary>
    Tracepoint = 5,

    /// <summary>Packets in a network driver.</summary>
    Xdp = 6,

    /// <summary>A perf event, such as a sampled counter.</summary>
    PerfEvent = 7,

    /// <summary>Packets of a cgroup.</summary>
    CGroupSkb = 8,

    /// <summary>Sockets created in a cgroup.</summary>
    CGroupSock = 9,

    /// <summary>Lightweight tunnel, incoming.</summary>
    LwtIn = 10,

    /// <summary>Lightweight tunnel, outgoing.</summary>
    LwtOut = 11,

    /// <summary>Lightweight tunnel, transmitting.</summary>
    LwtXmit = 12,

    /// <summary>Socket operations of a cgroup.</summary>
    SockOps = 13,

    /// <summary>Stream parser and verdict of a socket map.</summary>
    SkSkb = 14,

    /// <summary>Device access of a cgroup.</summary>
    CGroupDevice = 15,

    /// <summary>Messages of a socket map.</summary>
    SkMsg = 16,

    /// <summary>A tracepoint, with its raw arguments.</summary>
    RawTracepoint = 17,

    /// <summary>Socket addresses of a cgroup.</summary>
    CGroupSockAddr = 18,

    /// <summary>Segment routing.</summary>
    LwtSeg6Local = 19,

    /// <summary>Infrared decoder.</summary>
    LircMode2 = 20,

    /// <summary>Selection among reuseport sockets.</summary>
    SkReuseport = 21,

    /// <summary>Flow dissector of a network namespace.</summary>
    FlowDissector = 22,

    /// <summary>Sysctl access of a cgroup.</summary>
    CGroupSysctl = 23,

    /// <summary>A raw tracepoint whose record may be changed.</summary>
    RawTracepointWritable = 24,

    /// <summary>getsockopt and setsockopt of a cgroup.</summary>
    CGroupSockopt = 25,

    /// <summary>fentry, fexit, fmod_ret, tp_btf and iterators.</summary>
    Tracing = 26,

    /// <summary>A kernel operations table.</summary>
    StructOps = 27,

    /// <summary>Replaces a function of another BPF program.</summary>
    Ext = 28,

    /// <summary>A security hook.</summary>
    Lsm = 29,

    /// <summary>Socket lookup of a network namespace.</summary>
    SkLookup = 30,

    /// <summary>Run by a system call only.</summary>
    Syscall = 31,

    /// <summary>A netfilter hook.</summary>
    NetFilter = 32,
}
