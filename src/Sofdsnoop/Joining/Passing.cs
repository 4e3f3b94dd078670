// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Joining;

/// <summary>By what the two sides of a passing find each other.</summary>
internal static class Passing
{
    /// <summary>Sockets pass to sockets; each other way is a world of its own, which no inode number can stand for.</summary>
    public static ulong WorldOf(byte via) => (FdVia)via switch
    {
        FdVia.Sendmsg or FdVia.Sendmmsg or FdVia.Recvmsg or FdVia.Recvmmsg or FdVia.IoUring => 0,
        _ => ulong.MaxValue - via,
    };

    /// <summary>A task takes the file where nobody gives it: there is no second side to be waited for.</summary>
    public static bool HasOneSide(byte via) => (FdVia)via is FdVia.PidfdGetfd or FdVia.FixedFdInstall;

    /// <summary>Whether there is a send to be found: not for a file that could not be seen, nor for a pidfd that the kernel made.</summary>
    public static bool IsJoined(ref readonly FdMessage header, in EntryRecord entry) =>
        entry.Header.File != 0 && !HasOneSide(header.Via) && !entry.Has(NameFlags.Pidfd);

    /// <summary>Where a message waits: in the socket it was sent to, or, where that is not known, under its first file.</summary>
    public static PassingKey KeyOfSent(ref readonly FdMessage header, ulong file)
    {
        var world = WorldOf(header.Via);
        if (world != 0)
            return new PassingKey(file, world);
        return header.PeerIno != 0 ? new PassingKey(0, header.PeerIno) : new PassingKey(file, 0);
    }

    /// <summary>Whether what waits under this key leaves in the order in which it came: what waits in a socket does.</summary>
    public static bool IsQueue(in PassingKey key) => key.File == 0;
}

/// <summary>The places that a received message's fds had when they were sent: the kernel may have put a pidfd of its own before them.</summary>
internal struct ReceivedIndexes
{
    private int _inFront;

    public int Next(in EntryRecord entry)
    {
        if (entry.Has(NameFlags.Pidfd))
            _inFront = 1;
        return entry.Header.Index - _inFront;
    }
}
