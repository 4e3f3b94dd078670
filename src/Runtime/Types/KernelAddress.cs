// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf;

/// <summary>
/// A pointer that a BPF program has put into an event or a map: an address in the kernel, or in a traced process. It can be
/// compared, hashed and printed; there is nothing behind it for this process, so it cannot be followed.
/// </summary>
/// <param name="value">The bits of the pointer.</param>
public readonly struct KernelAddress(ulong value) : IEquatable<KernelAddress>, IComparable<KernelAddress>, IFormattable
{
    /// <summary>The bits of the pointer. BPF has 64-bit pointers on every machine.</summary>
    public ulong Value { get; } = value;

    /// <summary>Whether it is C's NULL.</summary>
    public bool IsNull => Value == 0;

    /// <inheritdoc/>
    public bool Equals(KernelAddress other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KernelAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(KernelAddress other) => Value.CompareTo(other.Value);

    /// <summary>Sixteen hexadecimal digits behind 0x, as the kernel's %px prints it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToString(null, null);

    /// <summary>Formats the bits as a number; without a format, sixteen hexadecimal digits behind 0x.</summary>
    /// <param name="format">A format of <see cref="ulong"/>, or null.</param>
    /// <param name="formatProvider">Of <see cref="ulong"/>, or null.</param>
    /// <returns>The text.</returns>
    public string ToString(string? format, IFormatProvider? formatProvider)
        => string.IsNullOrEmpty(format) ? "0x" + Value.ToString("x16", CultureInfo.InvariantCulture) : Value.ToString(format, formatProvider);

    /// <summary>Whether both are the same address.</summary>
    public static bool operator ==(KernelAddress left, KernelAddress right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(KernelAddress left, KernelAddress right) => !left.Equals(right);

    /// <summary>Whether the left one is lower.</summary>
    public static bool operator <(KernelAddress left, KernelAddress right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is higher.</summary>
    public static bool operator >(KernelAddress left, KernelAddress right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not higher.</summary>
    public static bool operator <=(KernelAddress left, KernelAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not lower.</summary>
    public static bool operator >=(KernelAddress left, KernelAddress right) => left.CompareTo(right) >= 0;
}
