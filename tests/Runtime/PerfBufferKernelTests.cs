// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>A real perf buffer. Needs root.</summary>
public sealed class PerfBufferKernelTests
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Event
    {
        public ulong Number;
        public uint Cpu, Pad;
    }

    private static BpfObjectFile Open()
    {
        BpfObjectFile bpf = Clang.Open("perf");
        DataSection knobs = bpf.Section(".rodata");
        knobs.At<uint>(0) = Calls.Tid;
        knobs.At<uint>(4) = Calls.Number;
        return bpf;
    }

    [Fact]
    public void Events_of_all_CPUs_arrive_and_can_be_merged_in_time_order()
    {
        using BpfObjectFile bpf = Open();
        using PerfBuffer<Event> events = new(bpf.Map("events")) { InTimeOrder = true };
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        // Perf rings are mapped at the first read; what came before is lost, and told by nobody.
        foreach (ref readonly Event e in events.Read())
            Assert.Fail("there is no event");
        int[] cpus = [.. OnlineCpus.Now().Where(static c => c < 64)];
        HashSet<uint> seenOn = [];
        ulong expected = 1;
        try
        {
            for (int i = 0; i < 40; i++)
            {
                Calls.RunOn(cpus[i % cpus.Length]);
                Calls.Make();
            }
        }
        finally
        {
            Calls.RunOn(null);
        }
        foreach (ref readonly Event e in events.Poll(TimeSpan.FromSeconds(5)))
        {
            Assert.Equal(expected++, e.Number);
            seenOn.Add(e.Cpu);
        }
        Assert.Equal(41ul, expected);
        Assert.Equal(cpus.Length, seenOn.Count);
        Assert.Equal(0ul, events.Statistics.Lost);
    }

    [Fact]
    public void Seen_and_lost_add_up_to_what_was_produced()
    {
        using BpfObjectFile bpf = Open();
        bpf.Map("events").PerfPagesPerCpu = 1;
        using PerfBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        foreach (ref readonly Event e in events.Read())
            Assert.Fail("there is no event");
        ulong seen = 0;
        int[] cpus = [.. OnlineCpus.Now().Where(static c => c < 64)];
        try
        {
            for (int round = 0; round < 6; round++)
            {
                Calls.RunOn(cpus[0]);
                // the last round fits: the kernel tells of losses in front of the next sample it has room for
                Calls.Make(round == 5 ? 10 : 1000);
                foreach (ref readonly Event e in events.Poll(TimeSpan.FromSeconds(5)))
                    seen++;
            }
        }
        finally
        {
            Calls.RunOn(null);
        }
        BufferStatistics statistics = events.Statistics;
        Assert.True(statistics.Lost > 3000);
        Assert.Equal(bpf.Section(".bss").At<ulong>(0), seen + statistics.Lost);
        Assert.InRange(seen + statistics.Lost, 4900ul, 5010ul);
    }

    [Fact]
    public void A_wait_is_woken_by_one_event_or_by_a_number_of_bytes()
    {
        foreach (WakeupPolicy policy in (WakeupPolicy[])[WakeupPolicy.EveryEvent, WakeupPolicy.AtBytes(400), WakeupPolicy.Timed])
        {
            using BpfObjectFile bpf = Open();
            using PerfBuffer<Event> events = new(bpf.Map("events")) { Wakeup = policy };
            bpf.Load();
            using BpfLinkSet links = bpf.Attach();
            foreach (ref readonly Event e in events.Read())
                Assert.Fail("there is no event");
            int seen = 0;
            TimeSpan timeout = policy == WakeupPolicy.Timed ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(20);
            using Barrier ready = new(2);
            Thread reader = new(() =>
            {
                ready.SignalAndWait();
                foreach (ref readonly Event e in events.Poll(timeout))
                    seen++;
            });
            reader.Start();
            ready.SignalAndWait();
            Thread.Sleep(20);
            try
            {
                // on one CPU, so that one ring fills
                Calls.RunOn(OnlineCpus.Now().First());
                for (int i = 0; i < 20; i++)
                {
                    Calls.Make();
                    Thread.Sleep(1);
                }
            }
            finally
            {
                Calls.RunOn(null);
            }
            Assert.True(reader.Join(TimeSpan.FromSeconds(15)), policy.ToString());
            // 32 bytes a record: header, length, 16 bytes, padding
            Assert.InRange(seen, policy == WakeupPolicy.EveryEvent ? 1 : policy == WakeupPolicy.Timed ? 20 : 12, 20);
        }
    }

    [Fact]
    public void Looking_for_CPUs_that_came_or_went_allocates_nothing()
    {
        using BpfObjectFile bpf = Open();
        SteppingTime time = new();
        using PerfBuffer<Event> events = new(bpf.Map("events")) { TimeProvider = time };
        bpf.Load();
        // The first look maps the rings, the others find nothing new. Each read is two seconds after the one before.
        foreach (ref readonly Event e in events.Read())
            Assert.Fail("there is no event");
        long sum = Sum();
        long asked = time.Asked;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            sum += Sum();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, sum);
        Assert.InRange(time.Asked - asked, 100, long.MaxValue);

        long Sum()
        {
            long numbers = 0;
            foreach (ref readonly Event e in events.Read())
                numbers += (long)e.Number;
            return numbers;
        }
    }

    /// <summary>A clock that has moved on by two seconds whenever it is asked.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        internal long Asked { get; private set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 2 * ++Asked;
    }

    [Fact]
    public void A_CPU_that_was_away_between_two_looks_is_heard_again()
    {
        KernelFeature.Need(KernelFeature.CpuHotplug);
        using BpfObjectFile bpf = Open();
        using PerfBuffer<Event> events = new(bpf.Map("events")) { TimeProvider = new SteppingTime() };
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        Assert.Equal(0, Count());
        Call(1, 3);
        using CpuPresence? presence = CpuPresence.Of(1);
        Assert.NotNull(presence);
        Switch(online: false);
        Switch(online: true);
        Assert.True(presence.WasAway);
        // What it wrote before is read from the old ring; the next look makes a new one.
        Assert.Equal(3, Count());
        Assert.Equal(0, Count());
        Call(1, 4);
        Assert.Equal(4, Count());

        int Count()
        {
            int count = 0;
            foreach (ref readonly Event e in events.Read())
                count++;
            return count;
        }
    }

    private static void Switch(bool online) => File.WriteAllText("/sys/devices/system/cpu/cpu1/online", online ? "1" : "0");

    private static void Call(int cpu, int count)
    {
        try
        {
            Calls.RunOn(cpu);
            Calls.Make(count);
        }
        finally
        {
            Calls.RunOn(null);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CPUs_may_go_and_come_back(bool inGroup)
    {
        KernelFeature.Need(KernelFeature.CpuHotplug);
        using BpfObjectFile bpf = Open();
        using PerfBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        using BufferGroup? group = inGroup ? new BufferGroup(events) : null;
        Assert.Empty(ReadFor(0));
        try
        {
            Call(1, 5);
            Switch(online: false);
            // What it had written is still read.
            Assert.Equal([1u, 1, 1, 1, 1], ReadFor(1));
            Call(0, 3);
            Assert.Equal([0u, 0, 0], ReadFor(1));
            // Its ring goes while we wait, and a new one comes.
            ReadFor(1.5);
            Switch(online: true);
            ReadFor(1.5);
            Call(1, 4);
            Call(0, 2);
            Assert.Equal<uint>([0, 0, 1, 1, 1, 1], ReadFor(1).Order());
            Assert.Equal(0ul, events.Statistics.Lost);
        }
        finally
        {
            Switch(online: true);
        }

        // Looks at least once: the first look makes the rings.
        List<uint> ReadFor(double seconds)
        {
            List<uint> cpus = [];
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            TimeSpan rest = TimeSpan.FromSeconds(seconds);
            do
            {
                if (group is not null)
                {
                    group.Wait(rest);
                    rest = TimeSpan.Zero;
                }
                foreach (ref readonly Event e in events.Poll(rest))
                    cpus.Add(e.Cpu);
                rest = TimeSpan.FromSeconds(seconds) - System.Diagnostics.Stopwatch.GetElapsedTime(start);
            }
            while (rest > TimeSpan.Zero);
            return cpus;
        }
    }
}
