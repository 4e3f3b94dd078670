// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Output;

/// <summary>Counts from the first event shown. Events of different CPUs may be a little out of order, so it can be negative.</summary>
internal sealed class RelativeTime
{
    private ulong? _start;

    public long Since(ulong nanoseconds)
    {
        _start ??= nanoseconds;
        return (long)(nanoseconds - _start.Value);
    }
}
