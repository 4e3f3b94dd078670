// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Decoding;

/// <summary>Flags of an entry, beside those in <see cref="NameFlags"/>.</summary>
internal static class EventFlags
{
    /// <summary>The pidfd of SCM_PIDFD: the kernel made it for the receiver, nobody sent it.</summary>
    public const uint Pidfd = 8;
}
