// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Decoding;

/// <summary>
/// Makes ids of struct file addresses, so that no kernel address leaves the tool. A Feistel network over a random key is a
/// bijection: two files never share an id, both sides of one passing do, and a run's ids mean nothing to the next run.
/// </summary>
internal sealed class FileId
{
    private const int Rounds = 4;

    private readonly ulong[] _keys = new ulong[Rounds];

    /// <summary>With a key of this run.</summary>
    public FileId()
        : this(LibC.RandomBytes(Rounds * sizeof(ulong)))
    {
    }

    /// <summary>With a given key of 32 bytes, for tests.</summary>
    internal FileId(ReadOnlySpan<byte> key)
    {
        for (var round = 0; round < Rounds; round++)
            _keys[round] = BitConverter.ToUInt64(key.Slice(round * sizeof(ulong), sizeof(ulong)));
    }

    public ulong Of(ulong address)
    {
        var left = (uint)(address >> 32);
        var right = (uint)address;
        foreach (var key in _keys)
            (left, right) = (right, left ^ Mix(right, key));
        return ((ulong)left << 32) | right;
    }

    /// <summary>A keyed hash of 32 bits: a 128-bit product folded twice, as the fast keyed hashes do.</summary>
    private static uint Mix(uint half, ulong key)
    {
        var product = Fold(half ^ key, BitOperations.RotateLeft(key, 29) | 1);
        product = Fold(product ^ key, 0x9E3779B97F4A7C15);
        return (uint)(product >> 32) ^ (uint)product;
    }

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
