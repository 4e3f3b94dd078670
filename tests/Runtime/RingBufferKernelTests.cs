// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>A real program in the running kernel fills a ring that these tests read. They need root.</summary>
public sealed class RingBufferKernelTests
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Event
    {
        public ulong Number, Square;
        public uint Pid, Length;
    }

    private static BpfObjectFile Open(uint recordsPerCall = 1, uint discardEvery = 0)
    {
        BpfObjectFile bpf = Clang.Open("ring");
        DataSection knobs = bpf.Section(".rodata");
        knobs.At<uint>(0) = Calls.Tid;
        knobs.At<uint>(4) = Calls.Number;
        knobs.At<uint>(8) = recordsPerCall;
        knobs.At<uint>(12) = discardEvery;
        return bpf;
    }

    [Fact]
    public void Events_arrive_once_and_in_order()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        Assert.Equal("on_sys_enter", Assert.Single(links).ProgramName);
        Calls.Make(100);
        ulong expected = 1;
        foreach (ref readonly Event e in events.Poll(TimeSpan.FromSeconds(5)))
        {
            Assert.Equal(expected, e.Number);
            Assert.Equal(expected * expected, e.Square);
            Assert.Equal((uint)Environment.ProcessId, e.Pid);
            expected++;
        }
        Assert.Equal(101ul, expected);
        Assert.Equal(100ul, bpf.Section(".bss").At<ulong>(0));
        Assert.Equal(100ul, events.Statistics.Records);
    }

    [Fact]
    public void An_infinite_wait_ends_when_an_event_comes()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        // The program watches this thread, so this one makes the calls and another reads.
        List<ulong> seen = [];
        Thread reader = new(() =>
        {
            while (seen.Count < 20)
            {
                foreach (ref readonly Event e in events.Poll(Timeout.InfiniteTimeSpan))
                    seen.Add(e.Number);
            }
        });
        reader.Start();
        for (int i = 0; i < 20; i++)
        {
            Thread.Sleep(i % 5);
            Calls.Make();
        }
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (ulong)i), seen);
    }

    [Fact]
    public void A_discarded_record_alone_does_not_end_a_wait()
    {
        using BpfObjectFile bpf = Open(discardEvery: 1);
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        Calls.Make();
        long start = Stopwatch.GetTimestamp();
        foreach (ref readonly Event e in events.Poll(TimeSpan.FromMilliseconds(50)))
            Assert.Fail("there is no event");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 50, 5000);
        Assert.Equal(1ul, events.Statistics.Discarded);
    }

    [Fact]
    public void What_is_seen_and_what_is_lost_add_up_to_what_was_produced()
    {
        using BpfObjectFile bpf = Open(recordsPerCall: 32, discardEvery: 7);
        using RingBuffer events = new(bpf.Map("events"));
        PerCpuArrayMap<ulong> lost = new(bpf.Map("lost"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        ulong seen = 0;
        for (int round = 0; round < 10; round++)
        {
            // 100 * 32 records of 80 bytes: four times the ring
            Calls.Make(100);
            foreach (ReadOnlySpan<byte> record in events.ReadRecords())
            {
                ulong number = MemoryMarshal.Read<ulong>(record);
                Assert.Equal(64, record.Length);
                Assert.Equal(-1, record[24..].IndexOfAnyExcept((byte)number));
                seen++;
            }
        }
        ulong missed = 0;
        foreach (ulong count in lost.Get(0))
            missed += count;
        Assert.True(missed > 0);
        Assert.Equal(bpf.Section(".bss").At<ulong>(0), seen);
        Assert.Equal(bpf.Section(".data").At<ulong>(0) - 1, seen + events.Statistics.Discarded);
        // each run that there was tried to write 32
        Assert.Equal(0ul, (seen + missed + events.Statistics.Discarded) % 32);
        Assert.InRange(seen + missed + events.Statistics.Discarded, 31_000ul, 32_000ul);
        Assert.InRange(events.Statistics.HighWaterMark, 60_000ul, 65_536ul);
    }

    [Fact]
    public void A_wait_is_over_in_time_or_at_cancellation_with_an_empty_batch()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        long start = Stopwatch.GetTimestamp();
        foreach (ref readonly Event e in events.Poll(TimeSpan.FromMilliseconds(100)))
            Assert.Fail("there is no event");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 100, 5000);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(50));
        foreach (ref readonly Event e in events.Poll(Timeout.InfiniteTimeSpan, source.Token))
            Assert.Fail("there is no event");
        Assert.True(source.IsCancellationRequested);
        foreach (ref readonly Event e in events.Poll(Timeout.InfiniteTimeSpan, source.Token))
            Assert.Fail("there is no event");
        // An old cancellation does not end a later wait.
        start = Stopwatch.GetTimestamp();
        foreach (ref readonly Event e in events.Poll(TimeSpan.FromMilliseconds(50)))
            Assert.Fail("there is no event");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 50, 5000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Disposing_while_another_thread_waits_ends_the_wait(bool disposeObject)
    {
        using BpfObjectFile bpf = Open();
        RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        Exception? error = null;
        int id = 0;
        Thread reader = new(() => error = Record.Exception(() =>
        {
            Volatile.Write(ref id, (int)Calls.Tid);
            foreach (ref readonly Event e in events.Poll(Timeout.InfiniteTimeSpan))
                Assert.Fail("there is no event");
        }));
        reader.Start();
        // until the kernel says that it sleeps there
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref id) != 0
            && IsWaiting(File.ReadAllText($"/proc/self/task/{id}/syscall")), 20_000));
        if (disposeObject)
            bpf.Dispose();
        else
            events.Dispose();
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)));
        Assert.IsType<ObjectDisposedException>(error);
        events.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { events.Read(); foreach (ref readonly Event e in events.Read()) { } });
    }

    [Fact]
    public void Two_threads_waiting_is_an_error_for_the_second()
    {
        using BpfObjectFile bpf = Open();
        RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using Barrier barrier = new(2);
        Exception?[] errors = new Exception?[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() => errors[i] = Record.Exception(() =>
        {
            barrier.SignalAndWait();
            foreach (ref readonly Event e in events.Poll(TimeSpan.FromSeconds(1)))
                Assert.Fail("there is no event");
        })))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.IsType<InvalidOperationException>(Assert.Single(errors, static e => e is not null));
    }

    [Fact]
    public void Reading_before_Load_is_an_error_that_says_so()
    {
        using BpfObjectFile bpf = Open();
        RingBuffer<Event> events = new(bpf.Map("events"));
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => { events.Read(); });
        Assert.Contains("Load()", e.Message, StringComparison.Ordinal);
        bpf.Load();
        foreach (ref readonly Event none in events.Read())
            Assert.Fail("there is no event");
    }

    [Fact]
    public void The_size_can_be_set_before_Load()
    {
        using BpfObjectFile bpf = Open();
        bpf.Map("events").MaxEntries = 1_000_000;
        bpf.Load();
        Assert.Equal(1u << 20, bpf.Map("events").MaxEntries);
        using RingBuffer<Event> events = new(bpf.Map("events"));
        foreach (ref readonly Event e in events.Read())
            Assert.Fail("there is no event");
        Assert.Throws<InvalidOperationException>(() => bpf.Map("events").MaxEntries = 4096);
    }

    [Fact]
    public void Nothing_is_allocated_by_polling_and_reading()
    {
        using BpfObjectFile bpf = Open(recordsPerCall: 32);
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        ulong seen = Round(events);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            seen += Round(events);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.Equal(bpf.Section(".bss").At<ulong>(0), seen);
        Assert.InRange(seen, 900ul * 64, 1001ul * 64);

        static ulong Round(RingBuffer<Event> events)
        {
            ulong seen = 0;
            Calls.Make(2);
            foreach (ref readonly Event e in events.Poll(TimeSpan.FromSeconds(1)))
                seen++;
            return seen;
        }
    }

    // The number of the system call is the first word: epoll_wait, epoll_pwait, epoll_pwait2, on x86-64 or arm64.
    private static bool IsWaiting(string call) => call.Split(' ')[0] is "232" or "281" or "441" or "22";
}
