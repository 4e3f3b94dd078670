// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>Reaches into structs that are only known at run time, by the members that a user would use.</summary>
internal static class Boxed
{
    private static readonly ConcurrentDictionary<Type, Access> Accesses = new();

    public static int SizeOf(Type type) => Of(type).Size;

    public static object FromBytes(Type type, ReadOnlySpan<byte> bytes) => Of(type).Read(bytes);

    public static byte[] ToBytes(object value) => Of(value.GetType()).Write(value);

    public static object Get(object value, IReadOnlyList<object> steps)
    {
        foreach (object step in steps)
            value = GetOne(value, step);

        return value;
    }

    public static object Set(object value, ReadOnlySpan<object> steps, Leaf leaf)
    {
        if (steps.Length == 0)
            return Convert(leaf.Value, value.GetType());

        SetOne(value, steps[0], Set(GetOne(value, steps[0]), steps[1..], leaf));
        return value;
    }

    /// <summary>The number that a generated member shows, in the form that a <see cref="Leaf"/> has it.</summary>
    public static object Number(object value) => value switch
    {
        bool b => b ? UInt128.One : UInt128.Zero,
        Enum e => Number(System.Convert.ChangeType(e, Enum.GetUnderlyingType(e.GetType()), null)),
        KernelAddress a => (UInt128)a.Value,
        float f => (double)f,
        double d => d,
        sbyte n => (Int128)n,
        short n => (Int128)n,
        int n => (Int128)n,
        long n => (Int128)n,
        Int128 n => n,
        byte n => (UInt128)n,
        ushort n => (UInt128)n,
        uint n => (UInt128)n,
        ulong n => (UInt128)n,
        UInt128 n => n,
        _ => throw new InvalidOperationException($"{value.GetType()} is no number"),
    };

    private static object Convert(object number, Type type)
    {
        if (type.IsEnum)
            return Enum.ToObject(type, Convert(number, Enum.GetUnderlyingType(type)));

        unchecked
        {
            if (number is double d)
                return type == typeof(float) ? (object)(float)d : d;

            UInt128 bits = number is Int128 signed ? (UInt128)signed : (UInt128)number;
            return type switch
            {
                _ when type == typeof(bool) => bits != 0,
                _ when type == typeof(KernelAddress) => new KernelAddress((ulong)bits),
                _ when type == typeof(sbyte) => (sbyte)bits,
                _ when type == typeof(short) => (short)bits,
                _ when type == typeof(int) => (int)bits,
                _ when type == typeof(long) => (long)bits,
                _ when type == typeof(Int128) => (Int128)bits,
                _ when type == typeof(byte) => (byte)bits,
                _ when type == typeof(ushort) => (ushort)bits,
                _ when type == typeof(uint) => (uint)bits,
                _ when type == typeof(ulong) => (ulong)bits,
                _ when type == typeof(UInt128) => bits,
                _ => throw new InvalidOperationException($"{type} is no number"),
            };
        }
    }

    private static object GetOne(object value, object step)
    {
        Type type = value.GetType();
        if (step is int index)
            return Of(type).GetElement(value, index);

        return type.GetField((string)step)?.GetValue(value)
            ?? type.GetProperty((string)step)?.GetValue(value)
            ?? throw new InvalidOperationException($"{type} has no {step}");
    }

    private static void SetOne(object value, object step, object part)
    {
        Type type = value.GetType();
        if (step is int index)
            Of(type).SetElement(value, index, part);
        else if (type.GetField((string)step) is { } field)
            field.SetValue(value, part);
        else
            type.GetProperty((string)step)!.SetValue(value, part);
    }

    private static Access Of(Type type) => Accesses.GetOrAdd(type, static t =>
    {
        Type element = t.GetCustomAttribute<InlineArrayAttribute>() is null ? typeof(byte) : t.GetFields(BindingFlags.NonPublic | BindingFlags.Instance).Single().FieldType;
        return (Access)Activator.CreateInstance(typeof(Access<,>).MakeGenericType(t, element))!;
    });

    private abstract class Access
    {
        public abstract int Size { get; }

        public abstract object Read(ReadOnlySpan<byte> bytes);

        public abstract byte[] Write(object value);

        public abstract object GetElement(object array, int index);

        public abstract void SetElement(object array, int index, object element);
    }

    private sealed class Access<T, TElement> : Access
        where T : unmanaged
        where TElement : unmanaged
    {
        public override int Size => Unsafe.SizeOf<T>();

        public override object Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<T>(bytes);

        public override byte[] Write(object value)
        {
            byte[] bytes = new byte[Size];
            MemoryMarshal.Write(bytes, (T)value);
            return bytes;
        }

        public override object GetElement(object array, int index) => Elements(array)[index];

        public override void SetElement(object array, int index, object element) => Elements(array)[index] = (TElement)element;

        private static Span<TElement> Elements(object array)
        {
            int length = typeof(T).GetCustomAttribute<InlineArrayAttribute>()!.Length;
            return MemoryMarshal.CreateSpan(ref Unsafe.As<T, TElement>(ref Unsafe.Unbox<T>(array)), length);
        }
    }
}
