// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// A trie that finds the longest prefix, <c>BPF_MAP_TYPE_LPM_TRIE</c>. A key is <c>struct bpf_lpm_trie_key</c>: the length of the prefix in bits
/// (a 32-bit number in the machine's order), then the data, the most significant bit first.
/// </summary>
/// <typeparam name="TKey">The key, blittable.</typeparam>
/// <typeparam name="TValue">The value, blittable.</typeparam>
/// <param name="map">The map.</param>
/// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
public sealed class LpmTrieMap<TKey, TValue>(BpfMap map) : KeyedMap<TKey, TValue>(map, BpfMapType.LpmTrie)
    where TKey : unmanaged where TValue : unmanaged;
