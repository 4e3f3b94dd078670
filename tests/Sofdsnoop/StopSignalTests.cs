// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Tests;

public sealed class StopSignalTests
{
    [Fact]
    public void It_stops_when_the_time_is_over_and_no_earlier()
    {
        var stopped = 0;
        var watch = Stopwatch.StartNew();
        using var stop = new StopSignal(() => stopped++, TimeSpan.FromMilliseconds(300));
        Assert.False(stop.IsRequested);
        Assert.True(stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        Assert.True(watch.ElapsedMilliseconds >= 295, $"{watch.ElapsedMilliseconds} ms");
        Assert.Equal(1, stopped);
        Assert.False(stop.IsInterrupted);
    }

    [Fact]
    public void It_stops_once_and_before_anybody_hears_of_it()
    {
        var stopped = 0;
        StopSignal? stop = null;
        using (stop = new StopSignal(() => stopped += stop!.IsRequested ? 100 : 1, null))
        {
            stop.Request();
            stop.Request();
            Assert.True(stop.IsRequested);
            Assert.Equal(1, stopped);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(100.0)]
    [InlineData(11574.0)]
    public void Any_number_of_days_can_be_waited_for(double days)
    {
        using var stop = new StopSignal(() => { }, TimeSpan.FromDays(days));
        Assert.Equal(days == 0, stop.IsRequested);
    }

    [Fact]
    public void After_the_end_nothing_stops_again()
    {
        var stopped = 0;
        new StopSignal(() => stopped++, TimeSpan.FromMilliseconds(50)).Dispose();
        Thread.Sleep(100);
        Assert.Equal(0, stopped);
    }
}
