// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.CommandLine;

internal enum OutputFormat { Table, Wide, Json }

/// <summary>Where in the kernel the events are seen. <see cref="Auto"/> is the best that it has.</summary>
internal enum HookKind { Auto, Fentry, Kprobe, Tracepoint, Raw }

/// <summary>Where events wait: the ring that all CPUs share, or one for each CPU, which older kernels have too.</summary>
internal enum BufferKind { Ring, Perf }

/// <summary>What to trace, for how long, and how to show it.</summary>
internal sealed record TraceOptions
{
    public const uint DefaultBufferSize = 8 << 20;

    public bool Timestamp { get; init; }

    public bool Failed { get; init; }

    public bool Verbose { get; init; }

    /// <summary>List at the end what was sent and not seen to be received.</summary>
    public bool InFlight { get; init; }

    /// <summary>Only this process; 0 is any.</summary>
    public uint Pid { get; init; }

    /// <summary>Only this thread; 0 is any. Wins over <see cref="Pid"/>.</summary>
    public uint Tid { get; init; }

    public NameFilter Name { get; init; } = NameFilter.Any;

    /// <summary>Only this user's processes; null is any.</summary>
    public uint? Uid { get; init; }

    /// <summary>Only processes in this cgroup v2 directory and below; empty is any.</summary>
    public string Cgroup { get; init; } = "";

    /// <summary>Only files of this kind; null is any.</summary>
    public KindFilter? Kind { get; init; }

    /// <summary>Only over sockets bound to this name, or whose peer is: an abstract one starts with a NUL; empty is any.</summary>
    public ReadOnlyMemory<byte> Socket { get; init; }

    /// <summary>Also fds that cross by other ways than a unix socket.</summary>
    public bool AllPaths { get; init; }

    public TimeSpan? Duration { get; init; }

    public OutputFormat Format { get; init; }

    public HookKind Hook { get; init; }

    public BufferKind Buffer { get; init; }

    /// <summary>Bytes; a power of two.</summary>
    public uint BufferSize { get; init; } = DefaultBufferSize;
}
