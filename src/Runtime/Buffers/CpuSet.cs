// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>A set of CPU numbers that is filled again and again without allocating, once it has been as large.</summary>
internal sealed class CpuSet
{
    private ulong[] _words = new ulong[1];

    /// <summary>One above the highest number that may be in the set.</summary>
    internal int End => _words.Length * 64;

    internal void Add(int cpu)
    {
        if (cpu >= End)
            Array.Resize(ref _words, cpu / 64 + 1);
        _words[cpu / 64] |= 1ul << (cpu % 64);
    }

    internal bool Contains(int cpu) => cpu < End && (_words[cpu / 64] & 1ul << (cpu % 64)) != 0;

    internal void Clear() => Array.Clear(_words);

    internal int[] ToArray() => [.. Enumerable.Range(0, End).Where(Contains)];
}
