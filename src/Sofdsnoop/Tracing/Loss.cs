// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Tracing;

/// <summary>What was not shown.</summary>
/// <param name="Records">Records that found no room, and calls that could not be followed.</param>
/// <param name="Fds">Fds in those of which it is known.</param>
/// <param name="Unknown">Those of which it is not.</param>
internal readonly record struct Loss(ulong Records, ulong Fds, ulong Unknown)
{
    public static Loss operator +(Loss a, Loss b) => new(a.Records + b.Records, a.Fds + b.Fds, a.Unknown + b.Unknown);

    public static Loss operator -(Loss a, Loss b) => new(a.Records - b.Records, a.Fds - b.Fds, a.Unknown - b.Unknown);
}
