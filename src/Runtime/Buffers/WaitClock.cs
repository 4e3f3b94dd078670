// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>The clock that a wait goes by. The system's is asked by the kernel itself; another one, as in a test, has a timer.</summary>
internal readonly struct WaitClock(TimeProvider time)
{
    internal bool IsSystem => ReferenceEquals(time, TimeProvider.System);

    internal long Now => time.GetTimestamp();

    internal long Frequency => time.TimestampFrequency;

    /// <summary>When a wait of this length ends, in ticks of the clock; long.MaxValue is never.</summary>
    internal long Deadline(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return long.MaxValue;
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        double ticks = timeout.TotalSeconds * Frequency;
        long now = Now;
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }

    /// <summary>The milliseconds until then, -1 for ever. Rounded up: a wait must not end, and its caller ask again, in the last one.</summary>
    internal int Remaining(long deadline)
    {
        if (deadline == long.MaxValue)
            return -1;
        double ticks = (double)deadline - Now;
        return ticks <= 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling(ticks * 1000 / Frequency));
    }

    /// <summary>Calls back when the time has come, until it is disposed.</summary>
    internal ITimer Timer(Action callback, int milliseconds) =>
        time.CreateTimer(static action => ((Action)action!)(), callback, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
}
