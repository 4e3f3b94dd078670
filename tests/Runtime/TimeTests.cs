// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace SharpBpf.Runtime.Tests;

/// <summary>Waits go by the clock that they are given.</summary>
public sealed class TimeTests
{
    /// <summary>A clock that stands still until it is moved.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly Lock _lock = new();
        private readonly List<ManualTimer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        internal int Timers
        {
            get
            {
                lock (_lock)
                    return _timers.Count;
            }
        }

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ManualTimer timer = new(this, callback, state, GetTimestamp() + dueTime.Ticks);
            lock (_lock)
                _timers.Add(timer);
            return timer;
        }

        internal void Advance(TimeSpan time)
        {
            ManualTimer[] due;
            lock (_lock)
            {
                _now += time.Ticks;
                due = [.. _timers.Where(t => t.Due <= _now)];
            }
            foreach (ManualTimer timer in due)
                timer.Fire();
        }

        private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state, long due) : ITimer
        {
            internal long Due => due;

            internal void Fire() => callback(state);

            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose()
            {
                lock (owner._lock)
                    owner._timers.Remove(this);
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }

    [Fact]
    public void A_wait_ends_when_the_given_clock_says_so()
    {
        ManualTime time = new();
        using EventWaiter waiter = new(time);
        long deadline = waiter.Clock.Deadline(TimeSpan.FromHours(1));
        bool? awake = null;
        Thread thread = new(() => awake = waiter.Wait(deadline));
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => time.Timers == 1, 20_000));
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(thread.Join(50));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(thread.Join(20_000));
        Assert.False(awake);
        Assert.Equal(0, time.Timers);
        Assert.False(waiter.Wait(deadline));
    }

    [Fact]
    public void A_wake_up_ends_a_wait_by_any_clock()
    {
        ManualTime time = new();
        using EventWaiter waiter = new(time);
        bool? awake = null;
        Thread thread = new(() => awake = waiter.Wait(waiter.Clock.Deadline(TimeSpan.FromSeconds(1))));
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => time.Timers == 1, 20_000));
        waiter.Wake();
        Assert.True(thread.Join(20_000));
        Assert.True(awake);
    }

    [Fact]
    public void The_systems_clock_is_waited_for_in_whole_milliseconds_and_never_too_short()
    {
        using EventWaiter waiter = new(TimeProvider.System);
        foreach (double milliseconds in (double[])[0, 0.3, 1, 20.5])
        {
            long start = Stopwatch.GetTimestamp();
            Assert.False(waiter.Wait(waiter.Clock.Deadline(TimeSpan.FromMilliseconds(milliseconds))));
            Assert.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds >= milliseconds);
        }
        Assert.Equal(long.MaxValue, waiter.Clock.Deadline(Timeout.InfiniteTimeSpan));
        Assert.Equal(long.MaxValue, waiter.Clock.Deadline(TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => waiter.Clock.Deadline(TimeSpan.FromSeconds(-1)));
    }
}
