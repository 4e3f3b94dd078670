// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>Events written by the shipped macros: the reader's policy and kind of buffer reach the program, and losses are counted. Needs root.</summary>
public sealed class WriterKernelTests
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Event
    {
        public ulong Number, Square;
    }

    private static BpfObjectFile Open(string program, EventBufferKind kind = EventBufferKind.AsDeclared)
    {
        BpfObjectFile bpf = BpfObjectFile.FromBytes(Clang.Object("writer"), "writer", new BpfOpenOptions { EventBuffers = kind });
        bpf.Program(program).AutoLoad = true;
        // The knobs are behind or before the writer's settings: wherever clang put them.
        DataSection constants = bpf.Section(".rodata");
        uint knobs = constants.Length == 16 ? WhereKnobsAre(bpf) : throw new InvalidOperationException($"{constants.Length} bytes of constants");
        constants.At<uint>(knobs) = Calls.Tid;
        constants.At<uint>(knobs + 4) = Calls.Number;
        return bpf;
    }

    // events_writer is the one that the runtime finds; the other 8 bytes are the knobs.
    private static unsafe uint WhereKnobsAre(BpfObjectFile bpf)
    {
        using Interop.ObjectHandle.Lease lease = bpf.Borrow();
        return EventWriters.Find(Interop.LibBpf.bpf_object__btf(lease.Pointer), "events") == 0 ? 8u : 0;
    }

    private static List<ulong> ReadAll(RingBuffer<Event> events, TimeSpan timeout = default)
    {
        List<ulong> numbers = [];
        foreach (ref readonly Event e in events.Poll(timeout))
        {
            Assert.Equal(e.Number * e.Number, e.Square);
            numbers.Add(e.Number);
        }
        return numbers;
    }

    [Theory]
    [InlineData(EventBufferKind.AsDeclared, BpfMapType.RingBuf)]
    [InlineData(EventBufferKind.Available, BpfMapType.RingBuf)]
    [InlineData(EventBufferKind.Perf, BpfMapType.PerfEventArray)]
    public void One_setting_at_open_makes_the_same_tool_use_either_buffer(EventBufferKind kind, BpfMapType type)
    {
        using BpfObjectFile bpf = Open("copies", kind);
        using RingBuffer<Event> events = new(bpf.Map("events"));
        Assert.Equal(type, bpf.Map("events").Type);
        bpf.Load();
        Assert.Empty(ReadAll(events));
        using BpfLinkSet links = bpf.Attach();
        try
        {
            Calls.RunOn(OnlineCpus.Now().First());
            Calls.Make(100);
        }
        finally
        {
            Calls.RunOn(null);
        }
        Assert.Equal(Enumerable.Range(1, 100).Select(static i => (ulong)i), ReadAll(events, TimeSpan.FromSeconds(5)));
        Assert.Equal(0ul, events.Statistics.Lost);
    }

    [Theory]
    [InlineData("copies", EventBufferKind.AsDeclared)]
    [InlineData("in_place", EventBufferKind.AsDeclared)]
    [InlineData("copies", EventBufferKind.Perf)]
    public void Seen_lost_and_discarded_add_up_to_what_was_produced(string program, EventBufferKind kind)
    {
        using BpfObjectFile bpf = Open(program, kind);
        bpf.Map("events").PerfPagesPerCpu = 1;
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        Assert.Empty(ReadAll(events));
        using BpfLinkSet links = bpf.Attach();
        ulong seen = 0;
        try
        {
            Calls.RunOn(OnlineCpus.Now().First());
            for (int round = 0; round < 4; round++)
            {
                // the last round fits: a perf buffer tells of losses with the next sample it has room for
                Calls.Make(round == 3 ? 10 : 2000);
                seen += (ulong)ReadAll(events).Count;
            }
        }
        finally
        {
            Calls.RunOn(null);
        }
        Assert.InRange(events.Statistics.Lost, 1000ul, 6000ul);
        Assert.Equal(bpf.Section(".bss").At<ulong>(0), seen + events.Statistics.Lost + events.Statistics.Discarded);
        Assert.InRange(bpf.Section(".bss").At<ulong>(0), 5900ul, 6010ul);
        Assert.Equal(program == "in_place", events.Statistics.Discarded != 0);
    }

    [Fact]
    public void What_finds_no_ring_of_its_CPU_is_counted()
    {
        using BpfObjectFile bpf = Open("copies", EventBufferKind.Perf);
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        int cpu = OnlineCpus.Now()[0];
        try
        {
            Calls.RunOn(cpu);
            // Nobody reads yet: that is no loss.
            Calls.Make(5);
            Assert.Empty(ReadAll(events));
            Assert.Equal(0ul, events.Statistics.Lost);
            // As on a CPU that came a moment ago.
            Assert.True(bpf.Map("events").Remove(BitConverter.GetBytes(cpu)));
            Calls.Make(7);
        }
        finally
        {
            Calls.RunOn(null);
        }
        Assert.Empty(ReadAll(events));
        Assert.Equal(7ul, events.Statistics.Lost);
    }

    [Theory]
    [InlineData(EventBufferKind.AsDeclared, 10)]
    [InlineData(EventBufferKind.Perf, 8)]
    public void The_readers_policy_tells_the_program_when_to_wake_it(EventBufferKind kind, int leastAt240Bytes)
    {
        // an event has 24 bytes in a ring buffer, and 32 in the perf buffer of the CPU that it came from
        foreach ((WakeupPolicy policy, int least, int most) in ((WakeupPolicy, int, int)[])
            [(WakeupPolicy.EveryEvent, 1, 30), (WakeupPolicy.AtBytes(240), leastAt240Bytes, 30), (WakeupPolicy.Busy, 1, 30)])
        {
            using BpfObjectFile bpf = Open("copies", kind);
            using RingBuffer<Event> events = new(bpf.Map("events")) { Wakeup = policy };
            bpf.Load();
            Assert.Throws<InvalidOperationException>(() => events.Wakeup = WakeupPolicy.Timed);
            using BpfLinkSet links = bpf.Attach();
            Assert.Empty(ReadAll(events));
            List<ulong> seen = [];
            Thread reader = new(() => seen = ReadAll(events, TimeSpan.FromSeconds(60)));
            reader.Start();
            for (int i = 0; i < 30 && reader.IsAlive; i++)
            {
                Thread.Sleep(2);
                Calls.Make();
            }
            Assert.True(reader.Join(TimeSpan.FromSeconds(30)), policy.ToString());
            Assert.InRange(seen.Count, least, most);
        }
    }

    [Theory]
    [InlineData("in_place", EventBufferKind.AsDeclared)]
    [InlineData("copies", EventBufferKind.AsDeclared)]
    [InlineData("copies", EventBufferKind.Perf)]
    public void A_timed_reader_is_not_woken(string program, EventBufferKind kind)
    {
        using BpfObjectFile bpf = Open(program, kind);
        using RingBuffer<Event> events = new(bpf.Map("events")) { Wakeup = WakeupPolicy.Timed };
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        // the rings are there before the first event
        Assert.Empty(ReadAll(events));
        long start = Stopwatch.GetTimestamp();
        List<ulong> seen = [];
        Thread reader = new(() => seen = ReadAll(events, TimeSpan.FromMilliseconds(300)));
        reader.Start();
        for (int i = 0; i < 9; i++)
        {
            Thread.Sleep(5);
            Calls.Make();
        }
        reader.Join();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 299, 30_000);
        // the program that writes in place discards one
        ulong[] all = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal(all.Where(number => program == "copies" || number != 5), seen.Order());
    }
}
