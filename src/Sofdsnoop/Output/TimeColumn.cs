// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Output;

/// <summary>A table's first column, where it has one: a time in seconds, relative to something.</summary>
internal abstract class TimeColumn
{
    /// <summary>At most as wide as the column.</summary>
    public abstract ReadOnlySpan<byte> Title { get; }

    /// <summary>Seconds since the first event shown, or nothing when that was not asked for.</summary>
    public static TimeColumn? SinceFirst(bool wanted) => wanted ? new SinceFirstEvent() : null;

    /// <summary>How long ago it was at a moment, in ns of CLOCK_BOOTTIME.</summary>
    public static TimeColumn AgeAt(ulong moment) => new Age(moment);

    /// <summary>What stands in the column, ns.</summary>
    public abstract long Of(ulong nanoseconds);

    /// <summary>Events of different CPUs may be a little out of order, so it can be negative.</summary>
    private sealed class SinceFirstEvent : TimeColumn
    {
        private ulong? _start;

        public override ReadOnlySpan<byte> Title => "TIME(s)"u8;

        public override long Of(ulong nanoseconds)
        {
            _start ??= nanoseconds;
            return (long)(nanoseconds - _start.Value);
        }
    }

    private sealed class Age(ulong moment) : TimeColumn
    {
        public override ReadOnlySpan<byte> Title => "AGE(s)"u8;

        public override long Of(ulong nanoseconds) => (long)(moment - nanoseconds);
    }
}
