// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>A hash table in the kernel, <c>BPF_MAP_TYPE_HASH</c> or <c>LRU_HASH</c>.</summary>
/// <typeparam name="TKey">The key, blittable and without padding that could differ: the kernel compares its bytes.</typeparam>
/// <typeparam name="TValue">The value, blittable.</typeparam>
/// <param name="map">The map.</param>
/// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
public sealed class HashMap<TKey, TValue>(BpfMap map) : KeyedMap<TKey, TValue>(map, BpfMapType.Hash, BpfMapType.LruHash)
    where TKey : unmanaged where TValue : unmanaged;
