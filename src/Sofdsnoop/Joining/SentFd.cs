// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Joining;

/// <summary>What is kept of an fd that was sent until it is received.</summary>
internal struct SentFd
{
    /// <summary>When the call began, ns of CLOCK_BOOTTIME.</summary>
    public ulong Ts;

    /// <summary>The sender's own socket; 0 when not known.</summary>
    public ulong Socket;

    /// <summary>The message, on the receiving side, that looked at it last without taking it.</summary>
    public ulong PeekedBy;

    public uint Pid;
    public uint Tid;
    public int Fd;

    /// <summary>Where <see cref="RecordStore"/> has the whole record; 0 for nowhere.</summary>
    public int Stored;

    /// <summary>The thread's name.</summary>
    public FdMessage.CommArray Comm;

    /// <summary>Whether its line was shown: what was filtered out counts for nothing.</summary>
    public bool IsShown;
}

/// <summary>A receive whose send had not been seen when it was shown.</summary>
internal struct LoneReceive
{
    public ulong Ts;
    public ulong Socket;
    public ulong Peer;
}
