// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace SharpBpf.Runtime.Tests;

/// <summary>The ring protocol, against a ring in plain memory.</summary>
public sealed unsafe class RingReaderTests
{
    private static List<long> ReadAll(RingReader reader)
    {
        List<long> values = [];
        foreach (ref readonly long value in new RingBatch<long>(reader))
            values.Add(value);
        return values;
    }

    [Fact]
    public void An_empty_ring_gives_an_empty_batch()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        Assert.Empty(ReadAll(reader));
        Assert.False(reader.MoveToRecord());
        Assert.Equal(0ul, *ring.Consumer);
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(4096ul - 16)]
    [InlineData(3ul * 4096 + 8)]
    [InlineData(1ul << 40)]
    public void Records_come_in_order_from_any_position(ulong start)
    {
        FakeRing ring = new(4096, start);
        using RingReader reader = ring.NewReader();
        for (long i = 0; i < 100; i++)
            ring.Submit(i);
        Assert.True(reader.MoveToRecord());
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), ReadAll(reader));
        Assert.Equal(start + 1600, *ring.Consumer);
        Assert.Equal(0ul, reader.Available);
    }

    [Fact]
    public void Records_of_any_length_are_whole_across_the_end()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        for (int length = 0; length < 2000; length++)
        {
            byte[] data = new byte[length];
            new Random(length).NextBytes(data);
            ring.Submit(data);
            int seen = 0;
            foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
            {
                Assert.True(record.SequenceEqual(data));
                seen++;
            }
            Assert.Equal(1, seen);
        }
        Assert.Equal(*ring.Producer, *ring.Consumer);
    }

    [Fact]
    public void A_busy_record_ends_the_batch_and_the_next_one_begins_there()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        ring.Submit(1);
        byte* late = ring.Reserve(8);
        ring.Submit(3);
        Assert.Equal([1], ReadAll(reader));
        Assert.False(reader.MoveToRecord());
        Assert.Empty(ReadAll(reader));
        *(long*)late = 2;
        ring.Commit(late);
        Assert.True(reader.MoveToRecord());
        Assert.Equal([2, 3], ReadAll(reader));
    }

    [Fact]
    public void Discarded_records_are_passed_over_and_counted()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        for (int i = 0; i < 5; i++)
            ring.Commit(ring.Reserve(24), discard: true);
        Assert.False(reader.MoveToRecord());
        Assert.Equal(5ul * 32, *ring.Consumer);
        ring.Commit(ring.Reserve(100), discard: true);
        ring.Submit(7);
        ring.Commit(ring.Reserve(0), discard: true);
        Assert.Equal([7], ReadAll(reader));
        Assert.Equal(*ring.Producer, *ring.Consumer);
        Assert.Equal(7ul, reader.Statistics.Discarded);
        Assert.Equal(1ul, reader.Statistics.Records);
        Assert.Equal(*ring.Producer, reader.Statistics.Bytes);
    }

    [Fact]
    public void A_short_batch_releases_its_space_once_at_its_end()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        for (long i = 0; i < 60; i++)
            ring.Submit(i);
        foreach (ref readonly long value in new RingBatch<long>(reader))
            Assert.Equal(0ul, *ring.Consumer);
        Assert.Equal(960ul, *ring.Consumer);
        Assert.Equal(1ul, reader.Statistics.Batches);
    }

    [Fact]
    public void A_long_batch_releases_space_before_its_end_but_never_the_current_record()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        for (long i = 0; i < 255; i++)
            ring.Submit(i);
        int releases = 0;
        ulong last = 0;
        ulong position = 0;
        foreach (ref readonly long value in new RingBatch<long>(reader))
        {
            ulong now = *ring.Consumer;
            if (now != last)
                releases++;
            last = now;
            Assert.True(now <= position, "the current record was given back");
            Assert.True(position - now <= 1024 + 16, "the producer waits for more than a quarter of the ring");
            position += 16;
        }
        Assert.InRange(releases, 3, 4);
    }

    [Fact]
    public void A_batch_ends_where_the_producer_was_when_it_began()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        ring.Submit(0);
        int seen = 0;
        foreach (ref readonly long value in new RingBatch<long>(reader))
        {
            ring.Submit(value + 1);
            seen++;
        }
        Assert.Equal(1, seen);
        Assert.Equal([1], ReadAll(reader));
    }

    [Fact]
    public void Leaving_the_loop_leaves_the_rest_for_the_next_batch()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        for (long i = 0; i < 10; i++)
            ring.Submit(i);
        foreach (ref readonly long value in new RingBatch<long>(reader))
        {
            if (value == 3)
                break;
        }
        _ = new RingBatch<long>(reader);
        Assert.Equal([4, 5, 6, 7, 8, 9], ReadAll(reader));
    }

    [Fact]
    public void An_exception_in_the_loop_gives_the_reader_back()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        ring.Submit(1);
        ring.Submit(2);
        Assert.Throws<FormatException>(() =>
        {
            foreach (ref readonly long value in new RingBatch<long>(reader))
                throw new FormatException();
        });
        Assert.Equal([2], ReadAll(reader));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(4096ul - 40)]
    public void What_interrupts_a_run_of_like_records_is_seen(ulong start)
    {
        // Like records are told by one comparison; these are all of 8 bytes, and differ in their flags only.
        FakeRing ring = new(4096, start);
        using RingReader reader = ring.NewReader();
        ring.Submit(1);
        ring.Submit(2);
        ring.Commit(ring.Reserve(8), discard: true);
        ring.Submit(3);
        ring.Submit(4);
        byte* late = ring.Reserve(8);
        ring.Submit(6);
        Assert.Equal([1, 2, 3, 4], ReadAll(reader));
        Assert.Equal(1ul, reader.Statistics.Discarded);
        Assert.Equal(4ul, reader.Statistics.Records);
        *(long*)late = 5;
        ring.Commit(late);
        Assert.Equal([5, 6], ReadAll(reader));
        Assert.Equal(6ul, reader.Statistics.Records);
        Assert.Equal(7ul * 16, reader.Statistics.Bytes);
        Assert.Equal(*ring.Producer, *ring.Consumer);
    }

    [Fact]
    public void Runs_of_several_lengths_are_counted_exactly()
    {
        FakeRing ring = new(1 << 16);
        using RingReader reader = ring.NewReader();
        Random random = new(5);
        List<int> lengths = [];
        for (int run = 0; run < 100; run++)
        {
            int length = random.Next(8, 100);
            for (int i = random.Next(1, 6); i > 0; i--)
                lengths.Add(length);
        }
        foreach (int length in lengths)
            ring.Submit(new byte[length]);
        List<int> seen = [];
        foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
        {
            seen.Add(record.Length);
            if (seen.Count == 150)
                break;
        }
        Assert.Equal(150ul, reader.Statistics.Records);
        foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
            seen.Add(record.Length);
        Assert.Equal(lengths, seen);
        Assert.Equal((ulong)lengths.Count, reader.Statistics.Records);
        Assert.Equal(2ul, reader.Statistics.Batches);
        Assert.Equal(*ring.Producer, reader.Statistics.Bytes);
    }

    [Fact]
    public void A_run_of_records_that_are_too_short_is_refused_one_by_one()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        for (int i = 0; i < 3; i++)
            ring.Submit(new byte[4]);
        ring.Submit(9);
        for (int i = 0; i < 3; i++)
            Assert.Throws<BpfException>(() => ReadAll(reader));
        Assert.Equal([9], ReadAll(reader));
    }

    [Fact]
    public void A_record_too_short_for_the_type_is_an_error_and_is_passed_over()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        ring.Submit(Encoding.ASCII.GetBytes("short"));
        ring.Submit(5);
        BpfException e = Assert.Throws<BpfException>(() => ReadAll(reader));
        Assert.Contains("5 bytes, the struct needs 8", e.Message, StringComparison.Ordinal);
        Assert.Equal([5], ReadAll(reader));
    }

    [Fact]
    public void A_batch_inside_of_a_batch_is_an_error()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        ring.Submit(1);
        foreach (ref readonly long value in new RingBatch<long>(reader))
            Assert.Throws<InvalidOperationException>(() => ReadAll(reader));
        Assert.Empty(ReadAll(reader));
    }

    [Fact]
    public void A_second_thread_is_an_error_and_not_a_race()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        ring.Submit(1);
        foreach (ref readonly long value in new RingBatch<long>(reader))
        {
            Exception? error = null;
            Thread other = new(() => error = Record.Exception(() => ReadAll(reader)));
            other.Start();
            other.Join();
            Assert.IsType<InvalidOperationException>(error);
        }
    }

    [Fact]
    public void A_copy_of_a_finished_enumerator_changes_nothing()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        ring.Submit(1);
        RingBatch<long>.Enumerator first = new RingBatch<long>(reader).GetEnumerator();
        RingBatch<long>.Enumerator copy = first;
        Assert.True(first.MoveNext());
        first.Dispose();
        first.Dispose();
        Assert.False(first.MoveNext());
        Assert.Equal(16ul, *ring.Consumer);
        copy.Dispose();
        Assert.Equal(16ul, *ring.Consumer);
        ring.Submit(2);
        Assert.Equal([2], ReadAll(reader));
    }

    [Fact]
    public void Dispose_waits_for_the_batch_before_it_frees_the_memory()
    {
        FakeRing ring = new(4096);
        RingReader reader = ring.NewReader();
        ring.Submit(1);
        ring.Submit(2);
        List<long> seen = [];
        foreach (ref readonly long value in new RingBatch<long>(reader))
        {
            reader.Dispose();
            Assert.Equal(0, ring.Freed);
            seen.Add(value);
        }
        Assert.Equal([1, 2], seen);
        Assert.Equal(1, ring.Freed);
        reader.Dispose();
        Assert.Equal(1, ring.Freed);
        Assert.Throws<ObjectDisposedException>(() => ReadAll(reader));
    }

    [Fact]
    public void Disposing_from_many_threads_frees_once()
    {
        for (int round = 0; round < 200; round++)
        {
            FakeRing ring = new(4096);
            RingReader reader = ring.NewReader();
            ring.Submit(1);
            Parallel.For(0, 4, i =>
            {
                if (i == 0)
                    Record.Exception(() => ReadAll(reader));
                else
                    reader.Dispose();
            });
            Assert.Equal(1, ring.Freed);
        }
    }

    [Fact]
    public void Nothing_is_allocated_in_a_million_events()
    {
        FakeRing ring = new(1 << 20);
        using RingReader reader = ring.NewReader();
        // Once through, so that all code is compiled.
        ring.Submit(0);
        ReadAll(reader);
        ulong before = reader.Statistics.Records;
        long sum = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 40; round++)
        {
            for (long i = 0; i < 25_000; i++)
            {
                byte* record = ring.Reserve(8);
                *(long*)record = i;
                ring.Commit(record);
            }
            // Half of each round typed, half as bytes.
            foreach (ref readonly long value in new RingBatch<long>(reader))
            {
                sum += value;
                if (value == 12_499)
                    break;
            }
            foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
                sum += MemoryMarshal.Read<long>(record);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.Equal(1_000_000ul, reader.Statistics.Records - before);
        Assert.Equal(40L * 25_000 * 24_999 / 2, sum);
    }

    [Fact]
    public void The_high_water_mark_is_the_fullest_the_ring_was()
    {
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        for (long i = 0; i < 100; i++)
            ring.Submit(i);
        ReadAll(reader);
        ring.Submit(1);
        ReadAll(reader);
        Assert.Equal(1600ul, reader.Statistics.HighWaterMark);
    }
}
