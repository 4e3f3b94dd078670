// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Sofdsnoop.Joining;

namespace Sofdsnoop.Tests;

/// <summary>The table of what is under way does what a plain list does.</summary>
public sealed class FifoTableTests
{
    // few keys, so that they share queues; the multiples make hashes that meet
    private static readonly Gen<PassingKey> Keys =
        from file in Gen.ULong[1, 12]
        from socket in Gen.ULong[0, 3]
        select new PassingKey(file << 32, socket << 60);

    private static readonly Gen<(int What, PassingKey Key, int At)[]> Steps =
        Gen.Select(Gen.Int[0, 9], Keys, Gen.Int[0, 1000]).Array[0, 1200];

    [Fact]
    public void It_is_a_list_that_is_searched_from_its_front() => Gen.Select(Steps, Gen.Int[0, 3]).Sample(
        Compare, iter: 300);

    [Fact]
    public void Within_its_size_it_allocates_nothing()
    {
        var table = new FifoTable<ulong>(1024);
        for (var round = 0; round < 2; round++)
            FillAndEmpty(table);
        var before = GC.GetAllocatedBytesForCurrentThread();
        FillAndEmpty(table);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void FillAndEmpty(FifoTable<ulong> table)
    {
        for (ulong i = 0; !table.IsFull; i++)
            table.Add(new PassingKey(i * 64, i % 7), in i);
        while (table.Count != 0)
            table.Remove(table.Oldest);
    }

    private static void Compare((int What, PassingKey Key, int At)[] steps, int size)
    {
        var table = new FifoTable<int>(1 << (3 * size));
        var model = new List<(PassingKey Key, int Value, int Entry)>();
        var value = 0;
        foreach (var (what, key, at) in steps)
        {
            if (what < 6)
            {
                if (table.IsFull)
                    RemoveAt(0);
                value++;
                model.Add((key, value, table.Add(in key, in value)));
            }
            else if (what < 9)
            {
                var first = model.FindIndex(entry => entry.Key == key);
                Assert.Equal(first < 0 ? 0 : model[first].Entry, table.First(in key));
                if (first >= 0)
                    RemoveAt(first);
            }
            else if (model.Count != 0)
            {
                RemoveAt(at % model.Count);
            }

            Assert.Equal(model.Count, table.Count);
        }

        CompareAll(table, model);

        void RemoveAt(int index)
        {
            table.Remove(model[index].Entry);
            model.RemoveAt(index);
        }
    }

    private static void CompareAll(FifoTable<int> table, List<(PassingKey Key, int Value, int Entry)> model)
    {
        var byAge = new List<int>();
        for (var entry = table.Oldest; entry != 0; entry = table.Newer(entry))
            byAge.Add(table[entry]);
        Assert.Equal(model.Select(entry => entry.Value), byAge);
        foreach (var group in model.GroupBy(entry => entry.Key))
        {
            var queue = new List<int>();
            for (var entry = table.First(group.Key); entry != 0; entry = table.Next(entry))
                queue.Add(table[entry]);
            Assert.Equal(group.Select(entry => entry.Value), queue);
        }
    }
}
