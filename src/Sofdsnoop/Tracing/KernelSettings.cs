// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using SharpBpf;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Tracing;

/// <summary>Brings what the command line asks for to the kernel side.</summary>
internal static class KernelSettings
{
    /// <summary>What has to be set before the programs are loaded.</summary>
    public static void BeforeLoad(SofdsnoopBpf bpf, TraceOptions options)
    {
        var knobs = bpf.Knobs;
        knobs.TargetPid = options.Pid;
        knobs.TargetTid = options.Tid;
        knobs.ShowFailed = options.Failed;
        knobs.AllPaths = options.AllPaths;
        knobs.NameFilterLength = (byte)options.Name.KernelWord.Length;
        knobs.NameFilter = options.Name.KernelWord.Span;
        knobs.FilterUid = options.Uid != null;
        knobs.TargetUid = options.Uid ?? 0;
        knobs.FilterCgroup = options.Cgroup.Length != 0;
        knobs.SocketFilterLength = (byte)options.Socket.Length;
        knobs.SocketFilter = options.Socket.Span;
        if (options.Kind is { } kind)
            SetKind(knobs, PidFileSystem.Exists() ? kind : kind.WithoutPidfs);
        // They look at every system call, so only who asks for all paths pays for them.
        bpf.Programs.OnOtherEnter.AutoLoad = options.AllPaths;
        bpf.Programs.OnOtherExit.AutoLoad = options.AllPaths;
        SetBuffer(bpf, options);
    }

    /// <summary>What has to be set between load and attach.</summary>
    public static void BeforeAttach(SofdsnoopBpf bpf, TraceOptions options)
    {
        if (options.Cgroup.Length == 0)
            return;
        using var directory = LibC.OpenDirectory(options.Cgroup);
        bpf.TargetCgroup.TryUpdate(
            BitConverter.GetBytes(0u), BitConverter.GetBytes((int)directory.DangerousGetHandle()));
    }

    private static void SetKind(SofdsnoopBpf.KnobSet knobs, KindFilter kind)
    {
        knobs.FilterKind = true;
        knobs.KindMode = kind.Mode;
        knobs.KindMagic = kind.Magic;
        knobs.KindRule = (byte)kind.Rule;
        knobs.KindNameLength = (byte)kind.Name.Length;
        knobs.KindName = kind.NameBytes;
    }

    private static void SetBuffer(SofdsnoopBpf bpf, TraceOptions options)
    {
        var map = bpf.Events.Map;
        if (options.Buffer == BufferKind.Ring)
        {
            map.MaxEntries = options.BufferSize;
            return;
        }

        // the size is that of all CPUs' buffers together
        bpf.Knobs.UsePerfBuffer = true;
        map.Type = BpfMapType.PerfEventArray;
        map.MaxEntries = 0;
        var pages = options.BufferSize / (uint)Environment.SystemPageSize / (uint)Environment.ProcessorCount;
        map.PerfPagesPerCpu = BitOperations.RoundUpToPowerOf2(Math.Max(pages, 1));
    }
}
