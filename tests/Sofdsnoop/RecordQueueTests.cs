// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Sofdsnoop.Joining;

namespace Sofdsnoop.Tests;

public sealed class RecordQueueTests
{
    private const int Limit = 1 << 17;

    [Fact]
    public void Records_come_out_as_they_went_in() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 20_000], Gen.Long).Array[0, 200].Sample(Compare, iter: 300);

    [Fact]
    public void What_is_longer_than_all_of_it_has_no_place()
    {
        var queue = new RecordQueue(Limit);
        Assert.False(queue.TryAdd(new byte[Limit], 0));
        Assert.True(queue.IsEmpty);
        Assert.True(queue.TryAdd(new byte[Limit - 16], 0));
        Assert.False(queue.TryAdd([], 0));
    }

    private static void Compare((bool Add, int Length, long Due)[] steps)
    {
        var queue = new RecordQueue(Limit);
        var model = new Queue<(byte[] Record, long Due)>();
        foreach (var (add, length, due) in steps)
        {
            var record = new byte[length];
            new Random(length).NextBytes(record);
            while (add && !queue.TryAdd(record, due))
                RemoveFirst(queue, model);
            if (add)
                model.Enqueue((record, due));
            else if (model.Count != 0)
                RemoveFirst(queue, model);
            Assert.Equal(model.Count, queue.Count);
            // a few of the longest fit at least
            Assert.True(add || model.Sum(held => held.Record.Length + 24) <= Limit);
        }

        while (model.Count != 0)
            RemoveFirst(queue, model);
    }

    private static void RemoveFirst(RecordQueue queue, Queue<(byte[] Record, long Due)> model)
    {
        var (record, due) = model.Dequeue();
        Assert.Equal(due, queue.FirstDue);
        Assert.True(queue.First.SequenceEqual(record));
        queue.RemoveFirst();
    }
}
