// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// A map from keys to values. Every operation is one system call and atomic for its key. Safe to use from several threads, and while BPF
/// programs use it.
/// </summary>
/// <remarks>
/// Enumerating reads many entries a system call. Entries that are added or deleted meanwhile may or may not be seen; the others are seen
/// once, in no order.
/// </remarks>
/// <typeparam name="TKey">The key, blittable and without padding that could differ: the kernel compares its bytes.</typeparam>
/// <typeparam name="TValue">The value, blittable.</typeparam>
public abstract unsafe class KeyedMap<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>> where TKey : unmanaged where TValue : unmanaged
{
    private protected KeyedMap(BpfMap map, params ReadOnlySpan<BpfMapType> types)
    {
        MapCalls.Check<TKey, TValue>(map, types);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>The value of a key; setting it adds the key or replaces its value.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">The key read is not there.</exception>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public TValue this[TKey key]
    {
        get => TryGet(key, out TValue value) ? value : throw new KeyNotFoundException($"Map '{Map.Name}' does not have the key {key}.");
        set => TryUpdate(key, value, BpfUpdate.Any);
    }

    /// <summary>Reads the value of a key: <c>BPF_MAP_LOOKUP_ELEM</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value, or zeros.</param>
    /// <returns>Whether the key is there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGet(in TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        bool found;
        fixed (TKey* k = &key)
        fixed (TValue* v = &value)
            found = MapCalls.TryLookup(Map, k, v);
        if (!found)
            value = default;
        return found;
    }

    /// <summary>Writes the value of a key: <c>BPF_MAP_UPDATE_ELEM</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="flags">Whether it may be added, replaced, or either.</param>
    /// <returns>False when <paramref name="flags"/> forbid it: the key exists, or does not.</returns>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public bool TryUpdate(in TKey key, in TValue value, BpfUpdate flags)
    {
        fixed (TKey* k = &key)
        fixed (TValue* v = &value)
            return MapCalls.TryUpdate(Map, k, v, flags);
    }

    /// <summary>Adds a key that is not there yet.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False when the key exists; its value stays.</returns>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public bool TryAdd(in TKey key, in TValue value) => TryUpdate(key, value, BpfUpdate.Add);

    /// <summary>Deletes a key: <c>BPF_MAP_DELETE_ELEM</c>.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(in TKey key)
    {
        fixed (TKey* k = &key)
            return MapCalls.TryDelete(Map, k);
    }

    /// <summary>Deletes a key and gives its last value, in one step: <c>BPF_MAP_LOOKUP_AND_DELETE_ELEM</c> (Linux 5.14).</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value, or zeros.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refuses, or is too old for it (ENOTSUPP).</exception>
    public bool TryTake(in TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        bool found;
        fixed (TKey* k = &key)
        fixed (TValue* v = &value)
            found = MapCalls.TryLookupAndDelete(Map, k, v);
        if (!found)
            value = default;
        return found;
    }

    /// <summary>Writes many keys: <c>BPF_MAP_UPDATE_BATCH</c> (Linux 5.6), or one by one where that is not to be had.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">Their values, as many.</param>
    /// <exception cref="ArgumentException">There are not as many values as keys.</exception>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses; some may have been written.</exception>
    public void SetMany(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        if (keys.Length != values.Length)
            throw new ArgumentException($"There are {keys.Length} keys and {values.Length} values.", nameof(values));
        fixed (TKey* k = keys)
        fixed (TValue* v = values)
        {
            if (MapCalls.TryUpdateBatch(Map, k, v, (uint)keys.Length))
                return;
        }
        for (int i = 0; i < keys.Length; i++)
            TryUpdate(keys[i], values[i], BpfUpdate.Any);
    }

    /// <summary>Deletes many keys: <c>BPF_MAP_DELETE_BATCH</c> (Linux 5.6), or one by one where that is not to be had.</summary>
    /// <param name="keys">The keys. Those that are not there are passed over.</param>
    /// <returns>How many were there.</returns>
    /// <exception cref="BpfException">The kernel refuses; some may have been deleted.</exception>
    public int RemoveMany(ReadOnlySpan<TKey> keys)
    {
        int removed = 0;
        fixed (TKey* k = keys)
        {
            for (int done = 0; done < keys.Length;)
            {
                int deleted = MapCalls.TryDeleteBatch(Map, k + done, (uint)(keys.Length - done));
                if (deleted < 0)
                    return removed + RemoveOneByOne(keys[done..]);
                removed += deleted;
                // The kernel stops at a key that is not there.
                done += deleted + 1;
            }
        }
        return removed;
    }

    /// <summary>
    /// Takes all entries out of the map while going through them: <c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c> (Linux 5.6), or one by one where
    /// that is not to be had. Leaving early leaves entries that were taken but not seen.
    /// </summary>
    /// <returns>The entries.</returns>
    /// <exception cref="BpfException">The kernel refuses; thrown by the enumerator.</exception>
    public IEnumerable<KeyValuePair<TKey, TValue>> Drain()
    {
        using Enumerator entries = new(Map, delete: true);
        while (entries.MoveNext())
            yield return entries.Current;
    }

    /// <summary>Goes through the entries, many a system call where the kernel can, and allocates nothing an entry.</summary>
    /// <returns>An enumerator, to be disposed, as <c>foreach</c> does.</returns>
    /// <exception cref="BpfException">The kernel refuses; thrown by the enumerator.</exception>
    public Enumerator GetEnumerator() => new(Map, delete: false);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes through the entries of a map. A copy of it goes on with the original.</summary>
#pragma warning disable CA1001 // The rule does not see that a nested struct of a generic type is disposable.
    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>
#pragma warning restore CA1001
    {
        private readonly MapBatch _batch;
        private int _index;

        internal Enumerator(BpfMap map, bool delete)
        {
            _batch = new MapBatch(map, Unsafe.SizeOf<TValue>(), delete);
            _index = -1;
        }

        /// <summary>The entry, as it was when it was read.</summary>
        public readonly KeyValuePair<TKey, TValue> Current =>
            new(Unsafe.ReadUnaligned<TKey>(_batch.Key(_index)), Unsafe.ReadUnaligned<TValue>(_batch.Value(_index)));

        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next entry.</summary>
        /// <returns>False when there is none.</returns>
        /// <exception cref="BpfException">The kernel refuses.</exception>
        public bool MoveNext()
        {
            if (++_index < _batch.Count)
                return true;
            _index = 0;
            return _batch.MoveNext();
        }

        /// <summary>Frees what was read. Twice is fine.</summary>
        public readonly void Dispose() => _batch.Dispose();

        readonly void IEnumerator.Reset() => throw new NotSupportedException();
    }

    private int RemoveOneByOne(ReadOnlySpan<TKey> keys)
    {
        int removed = 0;
        foreach (ref readonly TKey key in keys)
        {
            if (Remove(key))
                removed++;
        }
        return removed;
    }
}
