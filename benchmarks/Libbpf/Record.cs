// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SharpBpf.Libbpf.Benchmarks;

// The records, as a tool would declare its events: of a size the compiler knows.

[InlineArray(2)]
internal struct Record16
{
    private ulong _word;
}

[InlineArray(8)]
internal struct Record64
{
    private ulong _word;
}

[InlineArray(32)]
internal struct Record256
{
    private ulong _word;
}

[InlineArray(128)]
internal struct Record1024
{
    private ulong _word;
}

internal static class Record
{
    /// <summary>Adds up a record as peer.h does: 32 bytes at a time, into four sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Sum<T>(ref readonly T record) where T : unmanaged
    {
        ref ulong words = ref Unsafe.As<T, ulong>(ref Unsafe.AsRef(in record));
        nuint count = (nuint)Unsafe.SizeOf<T>() / sizeof(ulong);
        if (count < 8)
        {
            ulong sum = 0;
            for (nuint i = 0; i < count; i++)
                sum += Unsafe.Add(ref words, i);
            return sum;
        }
        Vector256<ulong> a = Vector256.LoadUnsafe(ref words, 0);
        Vector256<ulong> b = Vector256.LoadUnsafe(ref words, 4);
        if (count == 8)
            return Vector256.Sum(a + b);
        Vector256<ulong> c = Vector256.LoadUnsafe(ref words, 8);
        Vector256<ulong> d = Vector256.LoadUnsafe(ref words, 12);
        for (nuint i = 16; i < count; i += 16)
        {
            a += Vector256.LoadUnsafe(ref words, i);
            b += Vector256.LoadUnsafe(ref words, i + 4);
            c += Vector256.LoadUnsafe(ref words, i + 8);
            d += Vector256.LoadUnsafe(ref words, i + 12);
        }
        return Vector256.Sum(a + b + (c + d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong First<T>(ref readonly T record) where T : unmanaged => Unsafe.As<T, ulong>(ref Unsafe.AsRef(in record));
}

/// <summary>What is done with a record; a struct, so that each kind of work has code of its own.</summary>
internal interface IWork
{
    static abstract ulong Of<T>(ref readonly T record) where T : unmanaged;
}

/// <summary>All of its bytes are read.</summary>
internal readonly struct WholeRecord : IWork
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of<T>(ref readonly T record) where T : unmanaged => Record.Sum(in record);
}

/// <summary>Only the first 8 are, as by a tool that drops most events.</summary>
internal readonly struct FirstWord : IWork
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of<T>(ref readonly T record) where T : unmanaged => Record.First(in record);
}

/// <summary>The C# side's callback.</summary>
internal struct AddUp<T, TWork> : IEventHandler<T> where T : unmanaged where TWork : struct, IWork
{
    internal ulong Records, Sum;

    public void OnEvent(scoped in T e)
    {
        Records++;
        Sum += TWork.Of(in e);
    }
}
