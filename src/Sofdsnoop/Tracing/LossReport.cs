// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using SharpBpf;

namespace Sofdsnoop.Tracing;

/// <summary>Adds up what the kernel side could not hand over, and says so while it happens, at most once a second.</summary>
internal sealed class LossReport(PerCpuArrayMap<LostCount> lost, uint bufferSize)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LostCount[] _cpus = new LostCount[BpfRuntime.PossibleCpus];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Records that were lost, as of the last <see cref="Update"/>.</summary>
    public ulong Records { get; private set; }

    /// <summary>Fds in them.</summary>
    public ulong Fds { get; private set; }

    /// <summary>Looks and tells, when a second has passed since the last time.</summary>
    public void ReportIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) < Interval)
            return;
        _last = Stopwatch.GetTimestamp();
        var (records, fds) = (Records, Fds);
        Update();
        if (Records == records)
            return;
        Messages.Say($"lost {Count.Of(Fds - fds, "fd")} (in {Count.Of(Records - records, "record")}): they come faster than they can be shown; "
            + $"a --buffer-size above {Sizes.Text(bufferSize)} may help");
    }

    /// <summary>Adds what was found out at the end.</summary>
    public void Add((ulong Records, ulong Fds) more) => (Records, Fds) = (Records + more.Records, Fds + more.Fds);

    /// <summary>
    /// Adds, in the end, io_uring's sends that were to say nothing when they went well: whether they did was not seen.
    /// </summary>
    public void AddUnended(HashMap<ulong, SilentRecord> records)
    {
        foreach (var (_, record) in records)
        {
            Records++;
            Fds += MemoryMarshal.Read<FdMessage>(MemoryMarshal.AsBytes(new ReadOnlySpan<SilentRecord>(in record))).Entries;
        }
    }

    /// <summary>Reads the counts of all CPUs.</summary>
    public void Update()
    {
        lost.Get(0, _cpus);
        (Records, Fds) = (0, 0);
        foreach (ref readonly var cpu in _cpus.AsSpan())
        {
            Records += cpu.Records;
            Fds += cpu.Fds;
        }
    }
}
