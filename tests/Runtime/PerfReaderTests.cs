// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SharpBpf.Runtime.Tests;

/// <summary>The perf buffer's protocol, against rings in plain memory.</summary>
public sealed class PerfReaderTests
{
    private sealed class Rings(bool timed, params FakePerfRing[] rings) : IDisposable
    {
        internal FakePerfRing[] All => rings;

        internal int Freed { get; private set; }

        internal PerfReader NewReader() => new([.. rings.Select(static r => r.Ring)], timed, this, "Perf buffer 'fake'");

        public void Dispose()
        {
            Freed++;
            foreach (FakePerfRing ring in rings)
                ring.Free();
        }
    }

    private static byte[] Bytes(long value) => BitConverter.GetBytes(value);

    private static List<long> ReadAll(PerfReader reader)
    {
        List<long> values = [];
        foreach (ref readonly long value in new RingBatch<long>(reader))
            values.Add(value);
        return values;
    }

    [Fact]
    public void Samples_of_any_length_are_whole_across_the_end()
    {
        Rings rings = new(false, new FakePerfRing(4096, 1ul << 33));
        using PerfReader reader = rings.NewReader();
        for (int length = 0; length < 3000; length++)
        {
            byte[] data = new byte[length];
            new Random(length).NextBytes(data);
            Assert.True(rings.All[0].Sample(data));
            Assert.True(reader.MoveToRecord());
            int seen = 0;
            foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
            {
                // rounded up as the kernel does
                Assert.Equal(((length + 4 + 7) & ~7) - 4, record.Length);
                Assert.True(record[..length].SequenceEqual(data));
                seen++;
            }
            Assert.Equal(1, seen);
        }
        Assert.False(reader.MoveToRecord());
        Assert.Equal(3000ul, reader.Statistics.Records);
        unsafe
        {
            Assert.Equal(*rings.All[0].Head, *rings.All[0].Tail);
        }
    }

    [Fact]
    public unsafe void Lost_samples_are_counted_and_other_records_passed_over()
    {
        Rings rings = new(false, new FakePerfRing(4096));
        using PerfReader reader = rings.NewReader();
        FakePerfRing ring = rings.All[0];
        int written = 0;
        for (int i = 0; i < 300; i++)
            written += ring.Sample(Bytes(i)) ? 1 : 0;
        Assert.Equal(Enumerable.Range(0, written).Select(static i => (long)i), ReadAll(reader));
        Assert.True(ring.Write(5, new byte[16]));
        Assert.True(ring.Sample(Bytes(7)));
        Assert.Equal([7], ReadAll(reader));
        Assert.Equal(300ul - (ulong)written, reader.Statistics.Lost);
        Assert.Equal(4080ul, reader.Statistics.HighWaterMark);
    }

    [Fact]
    public unsafe void All_rings_are_read_and_released_and_a_batch_has_an_end()
    {
        Rings rings = new(false, new FakePerfRing(4096, cpu: 0), new FakePerfRing(4096, cpu: 1), new FakePerfRing(4096, cpu: 3));
        using PerfReader reader = rings.NewReader();
        rings.All[0].Sample(Bytes(1));
        rings.All[2].Sample(Bytes(3));
        int seen = 0;
        foreach (ref readonly long value in new RingBatch<long>(reader))
        {
            rings.All[0].Sample(Bytes(10));
            rings.All[1].Sample(Bytes(11));
            rings.All[2].Sample(Bytes(12));
            seen++;
        }
        Assert.Equal(2, seen);
        Assert.Equal(6, ReadAll(reader).Count);
        foreach (FakePerfRing ring in rings.All)
            Assert.Equal(*ring.Head, *ring.Tail);
    }

    [Fact]
    public void In_time_order_the_rings_are_merged()
    {
        Rings rings = new(true, new FakePerfRing(65536, 65536 - 40), new FakePerfRing(65536), new FakePerfRing(65536, 8));
        using PerfReader reader = rings.NewReader();
        Random random = new(1);
        for (int time = 1; time <= 3000; time++)
            Assert.True(rings.All[random.Next(3)].Sample(Bytes(time), (ulong)time));
        Assert.Equal(Enumerable.Range(1, 3000).Select(static i => (long)i), ReadAll(reader));
    }

    [Fact]
    public void In_time_order_a_sample_later_than_the_batch_waits_for_the_next()
    {
        Rings rings = new(true, new FakePerfRing(4096), new FakePerfRing(4096));
        using PerfReader reader = rings.NewReader();
        ulong soon = (ulong)(Stopwatch.GetTimestamp() + Stopwatch.Frequency / 20);
        rings.All[0].Sample(Bytes(2), soon);
        rings.All[1].Sample(Bytes(1), 5);
        Assert.Equal([1], ReadAll(reader));
        Assert.True(reader.MoveToRecord());
        Thread.Sleep(60);
        Assert.Equal([2], ReadAll(reader));
    }

    [Fact]
    public unsafe void A_long_batch_gives_room_back_before_its_end()
    {
        Rings rings = new(false, new FakePerfRing(4096));
        using PerfReader reader = rings.NewReader();
        for (int i = 0; i < 170; i++)
            Assert.True(rings.All[0].Sample(Bytes(i)));
        ulong position = 0;
        foreach (ref readonly long value in new RingBatch<long>(reader))
        {
            Assert.InRange(position - *rings.All[0].Tail, 0ul, 1024ul + 48);
            position += 24;
        }
    }

    [Fact]
    public void Nothing_is_allocated_and_disposal_waits_for_the_batch()
    {
        Rings rings = new(false, new FakePerfRing(1 << 16));
        PerfReader reader = rings.NewReader();
        byte[] data = new byte[100];
        while (rings.All[0].Sample(data))
        {
        }
        ReadAll(reader);
        while (rings.All[0].Sample(data))
        {
        }
        long sum = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
            sum += record.Length;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 50_000);
        Assert.True(rings.All[0].Sample(data));
        foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
        {
            reader.Dispose();
            Assert.Equal(0, rings.Freed);
            Assert.Equal(0, MemoryMarshal.Read<long>(record));
        }
        Assert.Equal(1, rings.Freed);
    }

    [Fact]
    public void A_producer_on_another_thread_loses_and_tears_nothing_silently()
    {
        Rings rings = new(false, new FakePerfRing(8192));
        using PerfReader reader = rings.NewReader();
        const int Samples = 500_000;
        long written = 0;
        bool done = false;
        Thread producer = new(() =>
        {
            Random random = new(2);
            byte[] data = new byte[256];
            for (int i = 0; i < Samples; i++)
            {
                int length = 16 + 8 * random.Next(20);
                BitConverter.TryWriteBytes(data, i);
                BitConverter.TryWriteBytes(data.AsSpan(4), length);
                BitConverter.TryWriteBytes(data.AsSpan(length - 8), i * 31L);
                if (rings.All[0].Sample(data.AsSpan(0, length)))
                    written++;
                else if (random.Next(4) != 0)
                    Thread.Yield();
            }
            // One that fits, so that the last losses are told.
            BitConverter.TryWriteBytes(data, Samples);
            BitConverter.TryWriteBytes(data.AsSpan(4), 16);
            BitConverter.TryWriteBytes(data.AsSpan(8), Samples * 31L);
            while (!rings.All[0].Sample(data.AsSpan(0, 16)))
            {
                Thread.Yield();
                Interlocked.Increment(ref s_retries);
            }
            written++;
            Volatile.Write(ref done, true);
        });
        producer.Start();
        long seen = 0;
        int last = -1;
        while (true)
        {
            bool end = Volatile.Read(ref done);
            foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
            {
                int number = MemoryMarshal.Read<int>(record);
                int length = MemoryMarshal.Read<int>(record[4..]);
                Assert.True(number > last);
                Assert.Equal(number * 31L, MemoryMarshal.Read<long>(record[(length - 8)..]));
                last = number;
                seen++;
            }
            if (end)
                break;
        }
        producer.Join();
        Assert.Equal(written, seen);
        Assert.Equal((ulong)(Samples + 1 + s_retries), (ulong)seen + reader.Statistics.Lost);
    }

    private static long s_retries;

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3\n", new[] { 0, 1, 2, 3 })]
    [InlineData("0,2-4,9\n", new[] { 0, 2, 3, 4, 9 })]
    [InlineData("62-65,200\n", new[] { 62, 63, 64, 65, 200 })]
    [InlineData("\n", new int[0])]
    [InlineData("0-\n", null)]
    [InlineData("0,,1\n", null)]
    [InlineData("all\n", null)]
    [InlineData("99999999999\n", null)]
    public void Lists_of_CPUs_are_read(string list, int[]? cpus)
    {
        CpuSet set = new();
        set.Add(7);
        bool isList = OnlineCpus.TryParse(Encoding.ASCII.GetBytes(list), set);
        Assert.Equal(cpus, isList ? set.ToArray() : null);
    }

    [Fact]
    public void The_CPUs_that_are_online_are_those_the_shell_counts()
    {
        Assert.Equal(int.Parse(Clang.Run("getconf", "_NPROCESSORS_ONLN"), CultureInfo.InvariantCulture), OnlineCpus.Now().Length);
        using CpuPresence? first = CpuPresence.Of(OnlineCpus.Now()[0]);
        Assert.NotNull(first);
        Assert.False(first.WasAway);
        Assert.Null(CpuPresence.Of(1 << 15));
    }
}
