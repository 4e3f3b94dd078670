// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Joining;

/// <summary>
/// Fds that were received and shown before their send was told: its call returned later, or was never seen. They are remembered for a
/// moment, so that a send that comes after all does not count as under way.
/// </summary>
internal sealed class LoneReceives
{
    private const int Limit = 1 << 14;

    /// <summary>How far the receives of one file are looked through. A message has at most 253 fds.</summary>
    private const int LongestSearch = 512;

    /// <summary>For how long a receive waits for its send after it was shown, ns. Its sender must be back from the call by then.</summary>
    private const ulong LongestWait = 2_000_000_000;

    private readonly FifoTable<LoneReceive> _lone = new(Limit);

    public void Note(ref readonly FdMessage header, ulong file)
    {
        if (Passing.WorldOf(header.Via) != 0 || (header.Flags & (uint)FdMessageFlags.Peek) != 0)
            return;
        while (_lone.Count != 0 && (_lone.IsFull || _lone[_lone.Oldest].Ts + LongestWait < header.Ts))
            _lone.Remove(_lone.Oldest);
        _lone.Add(new PassingKey(file, 0), new LoneReceive { Ts = header.Ts, Socket = header.SocketIno, Peer = header.PeerIno });
    }

    /// <summary>True when an fd that is sent was received already.</summary>
    public bool Take(ref readonly FdMessage header, ulong file)
    {
        if (_lone.Count == 0 || Passing.WorldOf(header.Via) != 0)
            return false;
        var lone = _lone.First(new PassingKey(file, 0));
        for (var steps = 0; lone != 0 && steps < LongestSearch; steps++, lone = _lone.Next(lone))
        {
            ref readonly var value = ref _lone[lone];
            var isPeer = header.PeerIno != 0
                ? header.PeerIno == value.Socket
                : value.Peer == 0 || header.SocketIno == 0 || value.Peer == header.SocketIno;
            if (!isPeer || value.Ts < header.Ts)
                continue;
            _lone.Remove(lone);
            return true;
        }

        return false;
    }
}
