// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Joining;

/// <summary>What is kept of a message with fds until it is received.</summary>
internal struct SentMessage
{
    /// <summary>The sender's number of it; its records have it in common.</summary>
    public ulong Id;

    /// <summary>When the call began, ns of CLOCK_BOOTTIME.</summary>
    public ulong Ts;

    /// <summary>The sender's own socket; 0 when not known.</summary>
    public ulong Socket;

    /// <summary>The receiver's number of the message that it became.</summary>
    public ulong TakenBy;

    public uint Pid;
    public uint Tid;

    /// <summary>Its fds, in <see cref="SentFds"/>.</summary>
    public int First;
    public int Last;

    /// <summary>Fds that nobody was seen to receive.</summary>
    public int Left;

    /// <summary>The thread's name.</summary>
    public FdMessage.CommArray Comm;

    /// <summary>When it was known to have left the socket, because one that was sent later had, or nothing was there; 0 for not yet.</summary>
    public ulong OvertakenAt;

    /// <summary>Whether its lines were shown: what was filtered out counts for nothing.</summary>
    public bool IsShown;
}

/// <summary>A receive whose send had not been seen when it was shown.</summary>
internal struct LoneReceive
{
    public ulong Ts;
    public ulong Socket;
    public ulong Peer;
}
