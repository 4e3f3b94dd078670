// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace Sofdsnoop.Joining;

/// <summary>What is on its way to a socket; or an open file, where no socket is known or none is needed: 0 stands for the other one.</summary>
internal readonly record struct PassingKey(ulong File, ulong Socket);

/// <summary>
/// Many queues in one table: for each key the entries that were added and not yet removed, first in first out, and all of them
/// by age. Entries are addressed by a number that stays theirs until they are removed. Grows by doubling up to a limit; within
/// what it has grown to, nothing is allocated.
/// </summary>
/// <param name="limit">The most entries; a power of two.</param>
internal sealed class FifoTable<T>(int limit)
    where T : unmanaged
{
    /// <summary>No entry.</summary>
    public const int None = 0;

    private const int FirstCapacity = 256;

    // Entry 0 is not used, so that 0 can be the end of a list.
    private Entry[] _entries = new Entry[1];

    // One for each key that has entries, found by linear probing; its place is where its hash says, or behind.
    private Bucket[] _buckets = [];
    private int _free;

    public int Count { get; private set; }

    public bool IsFull => Count == limit;

    /// <summary>The entry that was added before all others.</summary>
    public int Oldest => _entries[0].Newer;

    public ref T this[int entry] => ref _entries[entry].Value;

    /// <summary>The key's first entry.</summary>
    public int First(in PassingKey key)
    {
        if (Count == 0)
            return None;
        var hash = Hash(in key);
        for (var at = hash & Mask; ; at = (at + 1) & Mask)
        {
            ref readonly var bucket = ref _buckets[at];
            if (bucket.Head == None)
                return None;
            if (bucket.Hash == hash && _entries[bucket.Head].Key == key)
                return bucket.Head;
        }
    }

    /// <summary>The one behind it with the same key.</summary>
    public int Next(int entry) => _entries[entry].Next;

    /// <summary>The one that was added after it, whatever its key.</summary>
    public int Newer(int entry) => _entries[entry].Newer;

    /// <summary>Adds an entry as its key's last. Not when <see cref="IsFull"/>.</summary>
    public int Add(in PassingKey key, in T value)
    {
        if (_free == None)
            Grow();
        var added = _free;
        ref var entry = ref _entries[added];
        _free = entry.Next;
        entry = new Entry { Key = key, Value = value };

        ref var bucket = ref _buckets[FindOrClaim(in key, Hash(in key))];
        if (bucket.Head == None)
        {
            bucket.Head = added;
        }
        else
        {
            entry.Previous = bucket.Tail;
            _entries[bucket.Tail].Next = added;
        }

        bucket.Tail = added;
        LinkAsNewest(added);
        Count++;
        return added;
    }

    /// <summary>Takes an entry out of its key's queue: only its age is known any more.</summary>
    public void Retire(int retired)
    {
        ref var entry = ref _entries[retired];
        Unlink(ref entry);
        entry.IsRetired = true;
    }

    public void Remove(int removed)
    {
        ref var entry = ref _entries[removed];
        if (!entry.IsRetired)
            Unlink(ref entry);
        _entries[entry.Older].Newer = entry.Newer;
        _entries[entry.Newer].Older = entry.Older;
        entry.Next = _free;
        _free = removed;
        Count--;
    }

    private int Mask => _buckets.Length - 1;

    private static int Hash(in PassingKey key)
    {
        // a struct file lies on a multiple of 64 at least: the product's upper bits are the good ones
        var mixed = (key.File ^ BitOperations.RotateLeft(key.Socket, 40)) * 0x9E3779B97F4A7C15;
        return (int)((mixed >> 32) ^ (mixed >> 57));
    }

    // The age list is a ring through entry 0.
    private void LinkAsNewest(int added)
    {
        ref var ends = ref _entries[0];
        _entries[added].Older = ends.Older;
        _entries[ends.Older].Newer = added;
        ends.Older = added;
    }

    private void Unlink(ref Entry entry)
    {
        if (entry.Previous == None || entry.Next == None)
            UnlinkEnd(ref entry);
        if (entry.Previous != None)
            _entries[entry.Previous].Next = entry.Next;
        if (entry.Next != None)
            _entries[entry.Next].Previous = entry.Previous;
    }

    /// <summary>The entry is its key's first or last: the bucket says so, and goes with the only one.</summary>
    private void UnlinkEnd(ref Entry entry)
    {
        var at = FindOrClaim(in entry.Key, Hash(in entry.Key));
        ref var bucket = ref _buckets[at];
        if (entry.Previous == None)
            bucket.Head = entry.Next;
        if (entry.Next == None)
            bucket.Tail = entry.Previous;
        if (bucket.Head == None)
            CloseGap(at);
    }

    private int FindOrClaim(in PassingKey key, int hash)
    {
        for (var at = hash & Mask; ; at = (at + 1) & Mask)
        {
            ref var bucket = ref _buckets[at];
            if (bucket.Head == None)
            {
                bucket.Hash = hash;
                return at;
            }

            if (bucket.Hash == hash && _entries[bucket.Head].Key == key)
                return at;
        }
    }

    /// <summary>Moves those behind into the place that became free, so that no search ends before it should.</summary>
    private void CloseGap(int gap)
    {
        for (var at = (gap + 1) & Mask; _buckets[at].Head != None; at = (at + 1) & Mask)
        {
            var wanted = _buckets[at].Hash & Mask;
            // it may not stand before the place its hash says
            if (((at - wanted) & Mask) < ((at - gap) & Mask))
                continue;
            _buckets[gap] = _buckets[at];
            gap = at;
        }

        _buckets[gap] = default;
    }

    private void Grow()
    {
        var used = _entries.Length;
        var capacity = Math.Min(Math.Max((used - 1) * 2, FirstCapacity), limit);
        Array.Resize(ref _entries, capacity + 1);
        for (var entry = capacity; entry >= used; entry--)
        {
            _entries[entry].Next = _free;
            _free = entry;
        }

        var old = _buckets;
        _buckets = new Bucket[2 * (int)BitOperations.RoundUpToPowerOf2((uint)capacity)];
        foreach (ref readonly var bucket in old.AsSpan())
        {
            if (bucket.Head != None)
                _buckets[FindOrClaim(in _entries[bucket.Head].Key, bucket.Hash)] = bucket;
        }
    }

    private struct Entry
    {
        public PassingKey Key;
        public int Next;
        public int Previous;
        public int Newer;
        public int Older;
        public bool IsRetired;
        public T Value;
    }

    private struct Bucket
    {
        public int Hash;
        public int Head;
        public int Tail;
    }
}
