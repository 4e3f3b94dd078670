// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>A producer on another thread, as fast as it can, with everything the kernel may do: late commits, discards, a full ring.</summary>
public sealed unsafe class RingStressTests
{
    private const int Records = 2_000_000;

    private sealed class Producer(FakeRing ring, int seed)
    {
        internal long Lost, Discarded, Submitted, Tried;
        internal ulong Checksum;
        internal volatile bool Done;

        internal void Run()
        {
            Random random = new(seed);
            byte** open = stackalloc byte*[8];
            for (int produced = 0; produced < Records;)
            {
                // A few CPUs have reserved, and commit in an order of their own.
                int count = random.Next(1, 8);
                int reserved = 0;
                for (int i = 0; i < count; i++, produced++)
                {
                    uint length = (uint)random.Next(16, 200);
                    byte* record = ring.Reserve(length);
                    // Mostly it waits for room once nothing is held back, or nearly everything would be lost.
                    while (record == null && reserved == 0 && random.Next(64) != 0)
                    {
                        Thread.Yield();
                        record = ring.Reserve(length);
                    }
                    Tried++;
                    if (record == null)
                    {
                        Lost++;
                        continue;
                    }
                    Fill(record, length, (uint)produced);
                    open[reserved++] = record;
                }
                for (; reserved > 0; reserved--)
                {
                    int which = random.Next(reserved);
                    byte* record = open[which];
                    open[which] = open[reserved - 1];
                    bool discard = random.Next(16) == 0;
                    if (discard)
                    {
                        Discarded++;
                    }
                    else
                    {
                        Submitted++;
                        Checksum ^= *(ulong*)(record + 8) * 31 + *(uint*)record;
                    }
                    ring.Commit(record, discard);
                }
            }
            Done = true;
            ring.WakeUp.Set();
        }

        private static void Fill(byte* record, uint length, uint number)
        {
            *(uint*)record = number;
            *(uint*)(record + 4) = length;
            ulong hash = number;
            for (uint i = 16; i < length; i++)
            {
                record[i] = (byte)(number + i);
                hash = hash * 31 + record[i];
            }
            *(ulong*)(record + 8) = hash;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Head
    {
        public uint Number, Length;
        public ulong Hash;
    }

    [Theory]
    [InlineData(4096, 1)]
    [InlineData(65536, 2)]
    public void Nothing_is_lost_torn_repeated_or_slept_over(uint size, int seed)
    {
        FakeRing ring = new(size);
        using RingReader reader = ring.NewReader();
        Producer producer = new(ring, seed);
        Thread thread = new(producer.Run);
        thread.Start();
        long seen = 0;
        long last = -1;
        ulong checksum = 0;
        bool typed = false;
        while (true)
        {
            bool done = producer.Done;
            if (!reader.MoveToRecord())
            {
                if (done)
                    break;
                Assert.True(ring.WakeUp.WaitOne(TimeSpan.FromSeconds(60)) || reader.MoveToRecord(), "no wake-up came");
                continue;
            }
            typed = !typed;
            if (typed)
            {
                foreach (ref readonly Head head in new RingBatch<Head>(reader))
                    Check(head, new ReadOnlySpan<byte>(Unsafe.AsPointer(ref Unsafe.AsRef(in head)), (int)head.Length));
            }
            else
            {
                foreach (ReadOnlySpan<byte> record in new RecordBatch(reader))
                    Check(MemoryMarshal.AsRef<Head>(record), record);
            }
        }
        thread.Join();
        Assert.Equal(producer.Submitted, seen);
        Assert.Equal(producer.Checksum, checksum);
        Assert.Equal(producer.Tried, seen + producer.Lost + producer.Discarded);
        Assert.Equal((ulong)producer.Discarded, reader.Statistics.Discarded);
        Assert.Equal((ulong)seen, reader.Statistics.Records);
        Assert.True(seen > Records / 2);

        void Check(in Head head, ReadOnlySpan<byte> record)
        {
            Assert.Equal(head.Length, (uint)record.Length);
            Assert.True(head.Number > last, "a record came twice or too late");
            last = head.Number;
            ulong hash = head.Number;
            for (int i = 16; i < record.Length; i++)
                hash = hash * 31 + record[i];
            Assert.Equal(head.Hash, hash);
            checksum ^= head.Hash * 31 + head.Number;
            seen++;
        }
    }

    [Fact]
    public void A_reader_that_goes_to_sleep_is_always_woken()
    {
        // Only discarded records: the reader then moves, publishes its position and looks again inside of MoveToRecord(). If it did
        // so without a full fence, its position could still be on its way when the producer looks whom to wake.
        FakeRing ring = new(4096);
        using RingReader reader = ring.NewReader();
        bool stop = false;
        const int Rounds = 50_000;
        Thread thread = new(() =>
        {
            Random random = new(3);
            for (int round = 0; round < Rounds && !Volatile.Read(ref stop); round++)
            {
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    ring.Commit(ring.Reserve(8), discard: true);
                    Thread.SpinWait(random.Next(30));
                }
                // The reader must get past all of them by wake-ups alone.
                while (Volatile.Read(ref *ring.Consumer) != *ring.Producer && !Volatile.Read(ref stop))
                    Thread.SpinWait(1);
            }
            Volatile.Write(ref stop, true);
            ring.WakeUp.Set();
        });
        thread.Start();
        bool woken = true;
        while (woken && !Volatile.Read(ref stop))
        {
            Assert.False(reader.MoveToRecord());
            woken = ring.WakeUp.WaitOne(TimeSpan.FromSeconds(20));
        }
        Volatile.Write(ref stop, true);
        thread.Join();
        Assert.True(woken, "no wake-up came");
    }
}
