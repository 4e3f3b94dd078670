// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Joining;

/// <summary>
/// Finds the send of each receive. An fd was sent by whoever sent the same open file to this socket; when it was sent more than
/// once, first sent is first received. A sender that named no peer (an unconnected datagram socket, or a connection that nobody
/// had accepted yet) is found by the file alone, and by its own socket where the receiver knows it.
/// What was sent is remembered until it is received; beyond a limit the oldest is forgotten, and counted.
/// </summary>
internal sealed class Joiner(RecordStore? store, int limit = Joiner.DefaultLimit)
{
    /// <summary>More than four full stream sockets hold.</summary>
    private const int DefaultLimit = 1 << 18;

    private const int LoneLimit = 1 << 14;

    /// <summary>How far a queue of the same file is looked through. A message has at most 253 fds.</summary>
    private const int LongestSearch = 512;

    /// <summary>For how long a receive waits for its send after it was shown, ns. Its sender must be back from the call by then.</summary>
    private const ulong LoneTime = 2_000_000_000;

    private readonly FifoTable<SentFd> _sent = new(limit);
    private readonly FifoTable<LoneReceive> _lone = new(LoneLimit);
    private long _shownInTable;

    /// <summary>Fds whose sends were shown and which nobody was seen to receive.</summary>
    public long InFlight => _shownInTable + Forgotten;

    /// <summary>Those among them that are no longer known.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Remembers what a message sent, and whether it has lines of its own.</summary>
    public void NoteSent(in MessageRecord message, bool isShown)
    {
        ref readonly var header = ref message.Header;
        if (header.Result < 0)
            return;
        foreach (var entry in message)
        {
            if (entry.Header.File != 0 && !TakeLone(in header, entry.Header.File))
                Add(in message, in entry, isShown);
        }
    }

    /// <summary>
    /// Finds the origins of a received record's fds, from where <paramref name="origins"/> ends. In the last try, what is not
    /// found has no origin.
    /// </summary>
    /// <returns>False when an fd's send has not been seen yet and may come.</returns>
    public bool TryJoin(in MessageRecord message, OriginList origins, bool isLastTry)
    {
        var known = origins.Count;
        foreach (var entry in message)
        {
            if (known-- > 0)
                continue;
            if (!IsJoined(in message.Header, in entry))
            {
                origins.Add(default);
                continue;
            }

            var sent = Find(in message.Header, entry.Header.File);
            if (sent == FifoTable<SentFd>.None)
            {
                if (!isLastTry)
                    return false;
                NoteLone(in message.Header, entry.Header.File);
                origins.Add(default);
                continue;
            }

            origins.Add(OriginOf(in _sent[sent], message.Header.Ts));
            if ((message.Header.Flags & (uint)FdMessageFlags.Peek) != 0)
                _sent[sent].PeekedBy = message.Header.Id;
            else
                Remove(sent);
        }

        return true;
    }

    /// <summary>Calls back with the stored record of each shown send that nobody was seen to receive, the oldest first.</summary>
    public void ForEachInFlight(Action<int> show)
    {
        for (var sent = _sent.Oldest; sent != FifoTable<SentFd>.None; sent = _sent.Newer(sent))
        {
            if (_sent[sent] is { IsShown: true, Stored: not 0 })
                show(_sent[sent].Stored);
        }
    }

    /// <summary>Sockets pass to sockets; each other way is a world of its own, which no inode number can stand for.</summary>
    private static ulong WorldOf(byte via) => (FdVia)via switch
    {
        FdVia.Sendmsg or FdVia.Sendmmsg or FdVia.Recvmsg or FdVia.Recvmmsg or FdVia.IoUring => 0,
        _ => ulong.MaxValue - via,
    };

    /// <summary>Whether there is a send to be found: not for a file that could not be seen, nor for a pidfd that the kernel made.</summary>
    private static bool IsJoined(ref readonly FdMessage header, in EntryRecord entry)
    {
        if (entry.Header.File == 0)
            return false;
        if ((FdVia)header.Via is FdVia.PidfdGetfd or FdVia.SeccompAddfd)
            return false;
        return !entry.Has(NameFlags.Pidfd);
    }

    private static Origin OriginOf(ref readonly SentFd sent, ulong received) => new()
    {
        IsKnown = true,
        Pid = sent.Pid,
        Tid = sent.Tid,
        Fd = sent.Fd,
        Latency = received - sent.Ts,
        Comm = sent.Comm,
    };

    private void Add(in MessageRecord message, in EntryRecord entry, bool isShown)
    {
        ref readonly var header = ref message.Header;
        var stored = isShown && store != null ? Store(store, in message, in entry) : 0;
        if (_sent.IsFull)
            Forget();
        var world = WorldOf(header.Via);
        _sent.Add(new PassingKey(entry.Header.File, world == 0 ? header.PeerIno : world), new SentFd
        {
            Ts = header.Ts,
            Socket = header.SocketIno,
            Pid = header.Pid,
            Tid = header.Tid,
            Fd = entry.Header.Fd,
            Stored = stored,
            Comm = header.Comm,
            IsShown = isShown,
        });
        if (isShown)
            _shownInTable++;
    }

    private int Store(RecordStore records, in MessageRecord message, in EntryRecord entry)
    {
        int stored;
        while ((stored = records.Add(in message, in entry)) == 0 && _sent.Count != 0)
            Forget();
        return stored;
    }

    private void Forget()
    {
        var oldest = _sent.Oldest;
        if (_sent[oldest].IsShown)
            Forgotten++;
        Remove(oldest);
    }

    private void Remove(int sent)
    {
        ref readonly var value = ref _sent[sent];
        if (value.IsShown)
            _shownInTable--;
        if (value.Stored != 0)
            store!.Remove(value.Stored);
        _sent.Remove(sent);
    }

    private int Find(ref readonly FdMessage header, ulong file)
    {
        var world = WorldOf(header.Via);
        if (world != 0)
            return FindIn(new PassingKey(file, world), in header, anySocket: true);
        var toHere = header.SocketIno == 0 ? 0 : FindIn(new PassingKey(file, header.SocketIno), in header, anySocket: true);
        var toAnybody = FindIn(new PassingKey(file, 0), in header, anySocket: header.PeerIno == 0);
        if (toHere == 0 || toAnybody == 0)
            return toHere | toAnybody;
        return _sent[toAnybody].Ts < _sent[toHere].Ts ? toAnybody : toHere;
    }

    private int FindIn(in PassingKey key, ref readonly FdMessage header, bool anySocket)
    {
        var sent = _sent.First(in key);
        for (var steps = 0; sent != FifoTable<SentFd>.None && steps < LongestSearch; steps++, sent = _sent.Next(sent))
        {
            ref readonly var value = ref _sent[sent];
            // nothing is received before it is sent
            if (value.Ts <= header.Ts && value.PeekedBy != header.Id
                && (anySocket || value.Socket == 0 || value.Socket == header.PeerIno))
                return sent;
        }

        return FifoTable<SentFd>.None;
    }

    private void NoteLone(ref readonly FdMessage header, ulong file)
    {
        if (WorldOf(header.Via) != 0 || (header.Flags & (uint)FdMessageFlags.Peek) != 0)
            return;
        while (_lone.Count != 0 && (_lone.IsFull || _lone[_lone.Oldest].Ts + LoneTime < header.Ts))
            _lone.Remove(_lone.Oldest);
        _lone.Add(new PassingKey(file, 0), new LoneReceive { Ts = header.Ts, Socket = header.SocketIno, Peer = header.PeerIno });
    }

    /// <summary>True when the fd was received already: its sender's call returned that much later.</summary>
    private bool TakeLone(ref readonly FdMessage header, ulong file)
    {
        if (_lone.Count == 0 || WorldOf(header.Via) != 0)
            return false;
        var lone = _lone.First(new PassingKey(file, 0));
        for (var steps = 0; lone != FifoTable<LoneReceive>.None && steps < LongestSearch; steps++, lone = _lone.Next(lone))
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
