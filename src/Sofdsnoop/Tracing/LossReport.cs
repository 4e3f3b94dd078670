// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using SharpBpf;

namespace Sofdsnoop.Tracing;

/// <summary>
/// Adds up what the kernel side could not hand over, by the cause, and says so while it happens, at most once a second.
/// </summary>
internal sealed class LossReport(PerCpuArrayMap<LostCount> lost, uint bufferSize)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LostCount[] _cpus = new LostCount[BpfRuntime.PossibleCpus];
    private readonly Loss[] _counted = new Loss[(int)LossCause.Count];
    private readonly Loss[] _lately = new Loss[(int)LossCause.Count];
    private readonly Loss[] _told = new Loss[(int)LossCause.Count];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>What was lost, as of the last look, in the words of the summary.</summary>
    public string Summary => LossText.Summary(_counted);

    /// <summary>Looks and tells, when a second has passed since the last time.</summary>
    public void ReportIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) < Interval)
            return;
        _last = Stopwatch.GetTimestamp();
        Update();
        Tell();
    }

    /// <summary>The last look, when nothing is attached any more, and what only then can be known.</summary>
    /// <param name="missed">Calls whose end was not seen.</param>
    /// <param name="silent">io_uring's sends that were to say nothing when they went well: whether they did was not seen.</param>
    public void Finish(Loss missed, HashMap<ulong, SilentRecord> silent)
    {
        Update();
        ref var unseen = ref _counted[(int)LossCause.Unseen];
        unseen += missed;
        foreach (var (_, record) in silent)
            unseen += new Loss(1, MemoryMarshal.Read<FdMessage>(MemoryMarshal.AsBytes(new ReadOnlySpan<SilentRecord>(in record))).Entries, 0);
        Tell();
    }

    private void Tell()
    {
        for (var cause = 0; cause < _counted.Length; cause++)
        {
            _lately[cause] = _counted[cause] - _told[cause];
            _told[cause] = _counted[cause];
        }

        if (LossText.Warning(_lately, bufferSize) is { } warning)
            Messages.Say(warning);
    }

    /// <summary>Reads the counts of all CPUs.</summary>
    private void Update()
    {
        for (var cause = 0; cause < _counted.Length; cause++)
        {
            lost.Get((uint)cause, _cpus);
            _counted[cause] = default;
            foreach (ref readonly var cpu in _cpus.AsSpan())
                _counted[cause] += new Loss(cpu.Records, cpu.Fds, cpu.Unknown);
        }
    }
}
