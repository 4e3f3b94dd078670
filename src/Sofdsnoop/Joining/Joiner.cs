// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Joining;

/// <summary>
/// Finds the send of each receive. Messages wait in the order in which they were sent to a socket, and leave in that order: a received
/// message is the first one that brings the same open files. One whose fds were dropped, by a plain read for one, is known to be gone when
/// a later one has been received, or when nothing waited any more as a later one was sent. A sender that named no peer (an unconnected datagram socket, or a connection that nobody had accepted
/// yet) is found by the file, and by its own socket where the receiver knows it.
/// What was sent is remembered until it is received; beyond a limit the oldest is forgotten, and counted.
/// </summary>
internal sealed class Joiner(RecordStore? store, int limit = Joiner.DefaultLimit)
{
    /// <summary>Fds; more than four full stream sockets hold.</summary>
    private const int DefaultLimit = 1 << 18;

    /// <summary>How much later than one that took a later message a receive may return, ns. Another thread may run meanwhile.</summary>
    private const ulong LateReturn = 100_000_000;

    /// <summary>How far a socket's messages are looked through: more than wait in a socket as Linux comes.</summary>
    private const int LongestSearch = 512;

    /// <summary>How many that were sent later are passed over: while a receive is held back they pile up, nearly in order.</summary>
    private const int MostLater = 64;

    /// <summary>The numbers of a message's records end with that of their CPU, and on one CPU they follow each other.</summary>
    private const int CpuMask = 0xfff;

    private readonly FifoTable<SentMessage> _sent = new(limit);
    private readonly SentFds _fds = new(limit);
    private readonly LoneReceives _lone = new();

    // The message of each CPU whose records came last, as it was sent and as it is received.
    private readonly int[] _lastSent = new int[CpuMask + 1];
    private readonly int[] _lastTaken = new int[CpuMask + 1];
    private long _shownInTable;

    /// <summary>How much of a received record a sent message has.</summary>
    private enum Match { None, Part, Whole }

    /// <summary>Fds whose sends were shown and which nobody was seen to receive.</summary>
    public long InFlight => _shownInTable + Forgotten;

    /// <summary>Those among them that are no longer known.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Remembers what a message sent, and whether it has lines of its own.</summary>
    public void NoteSent(in MessageRecord message, bool isShown)
    {
        ref readonly var header = ref message.Header;
        if (header.Result < 0 || Passing.HasOneSide(header.Via))
            return;
        ref var last = ref _lastSent[header.Id & CpuMask];
        var sent = header.First != 0 && last != 0 && _sent[last].Id == header.Id ? last : 0;
        foreach (var entry in message)
        {
            if (entry.Header.File == 0 || _lone.Take(in header, entry.Header.File))
                continue;
            if (sent == 0)
                sent = last = AddMessage(in header, entry.Header.File, isShown);
            AddFd(sent, in message, in entry);
        }
    }

    /// <summary>
    /// Finds the origins of a received record's fds. In the last try, what is not found has no origin.
    /// </summary>
    /// <returns>False when their send has not been seen yet and may come.</returns>
    public bool TryJoin(in MessageRecord message, OriginList origins, bool isLastTry)
    {
        origins.Clear();
        var sent = Find(in message, isLastTry, out var isExpected);
        if (sent == 0 && isExpected && !isLastTry)
            return false;
        ref readonly var header = ref message.Header;
        var isPeek = (header.Flags & (uint)FdMessageFlags.Peek) != 0;
        var fd = sent == 0 ? 0 : _sent[sent].First;
        var indexes = new ReceivedIndexes();
        foreach (var entry in message)
        {
            var index = indexes.Next(in entry);
            if (!Passing.IsJoined(in header, in entry))
            {
                origins.Add(default);
                continue;
            }

            fd = Seek(fd, index);
            if (fd == 0 || !IsSame(fd, index, in entry))
            {
                _lone.Note(in header, entry.Header.File);
                origins.Add(default);
                continue;
            }

            origins.Add(OriginOf(in _sent[sent], _fds[fd].Fd, header.Ts));
            if (!isPeek)
                Receive(sent, fd);
        }

        if (sent != 0 && !isPeek)
            EndReceive(sent, in header);
        return true;
    }

    /// <summary>Calls back with the stored record of each shown send that nobody was seen to receive, the oldest first.</summary>
    public void ForEachInFlight(Action<int> show)
    {
        for (var sent = _sent.Oldest; sent != 0; sent = _sent.Newer(sent))
        {
            for (var fd = _sent[sent].First; fd != 0; fd = _fds[fd].Next)
            {
                if (_fds[fd] is { IsReceived: false, Stored: not 0 })
                    show(_fds[fd].Stored);
            }
        }
    }

    private static Origin OriginOf(ref readonly SentMessage sent, int fd, ulong received) => new()
    {
        IsKnown = true,
        Pid = sent.Pid,
        Tid = sent.Tid,
        Fd = fd,
        Latency = received - sent.Ts,
        Comm = sent.Comm,
    };

    private int AddMessage(ref readonly FdMessage header, ulong file, bool isShown)
    {
        if (_sent.IsFull)
            Forget();
        var key = Passing.KeyOfSent(in header, file);
        var sent = _sent.Add(in key, new SentMessage
        {
            Id = header.Id,
            Ts = header.Ts,
            Socket = header.SocketIno,
            Pid = header.Pid,
            Tid = header.Tid,
            Comm = header.Comm,
            IsShown = isShown,
        });
        if ((header.Flags & (uint)FdMessageFlags.Alone) != 0 && Passing.IsQueue(in key))
            Overtake(sent, in key, header.Ts);
        return sent;
    }

    private void AddFd(int sent, in MessageRecord message, in EntryRecord entry)
    {
        var isShown = _sent[sent].IsShown;
        var stored = isShown && store != null ? Store(store, sent, in message, in entry) : 0;
        while (_fds.IsFull && _sent.Oldest != sent)
            Forget();
        // a limit smaller than one message
        if (_fds.IsFull)
        {
            Forgotten += isShown ? 1 : 0;
            return;
        }

        var fd = _fds.Add(new SentFd { File = entry.Header.File, Fd = entry.Header.Fd, Stored = stored, Index = entry.Header.Index });
        ref var value = ref _sent[sent];
        if (value.First == 0)
            value.First = fd;
        else
            _fds[value.Last].Next = fd;
        value.Last = fd;
        value.Left++;
        if (isShown)
            _shownInTable++;
    }

    private int Store(RecordStore records, int sent, in MessageRecord message, in EntryRecord entry)
    {
        int stored;
        while ((stored = records.Add(in message, in entry)) == 0 && _sent.Oldest != sent)
            Forget();
        return stored;
    }

    /// <summary>The message that a record was received of; 0 when there is none, which is no surprise when none is expected.</summary>
    private int Find(in MessageRecord message, bool isLastTry, out bool isExpected)
    {
        ref readonly var header = ref message.Header;
        var file = 0UL;
        foreach (var entry in message)
        {
            if (!Passing.IsJoined(in header, in entry))
                continue;
            file = entry.Header.File;
            break;
        }

        isExpected = file != 0;
        if (!isExpected)
            return 0;
        // the rest of what began in an earlier record
        var taken = _lastTaken[header.Id & CpuMask];
        if (header.First != 0 && taken != 0 && _sent[taken].TakenBy == header.Id && MatchOf(taken, in message) >= (isLastTry ? Match.Part : Match.Whole))
            return taken;
        if (Passing.WorldOf(header.Via) is not 0 and var world)
            return FindIn(new PassingKey(file, world), in message, isLastTry, anySocket: true);
        var toHere = header.SocketIno == 0 ? 0 : FindIn(new PassingKey(0, header.SocketIno), in message, isLastTry, anySocket: true);
        var toAnybody = FindIn(new PassingKey(file, 0), in message, isLastTry, anySocket: header.PeerIno == 0);
        if (toHere == 0 || toAnybody == 0)
            return toHere | toAnybody;
        return _sent[toAnybody].Ts < _sent[toHere].Ts ? toAnybody : toHere;
    }

    /// <summary>
    /// The first of a queue's messages that it can be. In the last try one will do that has a part of it, or the one that was overtaken last.
    /// </summary>
    private int FindIn(in PassingKey key, in MessageRecord message, bool isLastTry, bool anySocket)
    {
        ref readonly var header = ref message.Header;
        var second = 0;
        var steps = 0;
        var later = 0;
        for (int sent = _sent.First(in key), next; sent != 0; sent = next)
        {
            next = _sent.Next(sent);
            ref readonly var value = ref _sent[sent];
            // nothing is received before it is sent
            if (value.Ts > header.Ts)
            {
                if (++later > MostLater)
                    break;
                continue;
            }

            if (++steps > LongestSearch)
            {
                // so many do not wait in a socket: those in front are gone
                for (; steps > LongestSearch / 2; steps--)
                    Retire(_sent.First(in key));
                break;
            }

            if (value.OvertakenAt != 0 && value.OvertakenAt + LateReturn < header.Ts)
            {
                Retire(sent);
                continue;
            }

            if (value.TakenBy != 0 || !(anySocket || value.Socket == 0 || value.Socket == header.PeerIno))
                continue;
            var match = MatchOf(sent, in message);
            if (match == Match.Whole && (value.OvertakenAt == 0 || header.Ts <= value.OvertakenAt))
                return sent;
            if (match == Match.Whole || (match == Match.Part && second == 0))
                second = sent;
        }

        return isLastTry ? second : 0;
    }

    private Match MatchOf(int sent, in MessageRecord message)
    {
        var match = Match.None;
        var fd = _sent[sent].First;
        var indexes = new ReceivedIndexes();
        foreach (var entry in message)
        {
            var index = indexes.Next(in entry);
            if (!Passing.IsJoined(in message.Header, in entry))
                continue;
            fd = Seek(fd, index);
            if (fd == 0 || _fds[fd].Index != index)
                return match == Match.None ? Match.None : Match.Part; // its record has not come, or was lost
            if (!IsSame(fd, index, in entry))
                return Match.None;
            match = Match.Whole;
        }

        return match;
    }

    /// <summary>The first fd of a chain, from one on, whose place is not before this one.</summary>
    private int Seek(int fd, int index)
    {
        while (fd != 0 && _fds[fd].Index < index)
            fd = _fds[fd].Next;
        return fd;
    }

    private bool IsSame(int fd, int index, in EntryRecord entry)
    {
        ref readonly var sent = ref _fds[fd];
        return sent.Index == index && sent.File == entry.Header.File && !sent.IsReceived;
    }

    private void Receive(int sent, int fd)
    {
        ref var value = ref _fds[fd];
        value.IsReceived = true;
        if (value.Stored != 0)
            store!.Remove(value.Stored);
        value.Stored = 0;
        _sent[sent].Left--;
        if (_sent[sent].IsShown)
            _shownInTable--;
    }

    /// <summary>A record of a message was received: what was sent before it to the same socket is not there any more.</summary>
    private void EndReceive(int sent, ref readonly FdMessage header)
    {
        ref var value = ref _sent[sent];
        if (value.TakenBy == 0)
        {
            value.TakenBy = header.Id;
            _lastTaken[header.Id & CpuMask] = sent;
            if (header.SocketIno != 0 && Passing.WorldOf(header.Via) == 0)
                Overtake(sent, new PassingKey(0, header.SocketIno), header.Ts);
        }

        if (value.Left == 0)
            Remove(sent);
    }

    /// <summary>
    /// Those in front of a message were received before this time, or never will be. Their records need not have come yet: those of two
    /// CPUs may be told in another order than that in which it happened.
    /// </summary>
    private void Overtake(int last, in PassingKey key, ulong time)
    {
        var sent = _sent.First(in key);
        for (var steps = 0; sent != 0 && sent != last && steps < LongestSearch; steps++)
        {
            var next = _sent.Next(sent);
            ref var value = ref _sent[sent];
            if (value.TakenBy != 0)
                Retire(sent);
            else if (value.OvertakenAt == 0 && value.Ts < _sent[last].Ts)
                value.OvertakenAt = time;
            sent = next;
        }
    }

    /// <summary>Nobody will receive it any more. What nobody received of it stays in the list of that.</summary>
    private void Retire(int sent)
    {
        ref readonly var value = ref _sent[sent];
        if (value.Left == 0 || !value.IsShown)
            Remove(sent);
        else
            _sent.Retire(sent);
    }

    private void Forget()
    {
        var oldest = _sent.Oldest;
        if (_sent[oldest].IsShown)
            Forgotten += _sent[oldest].Left;
        Remove(oldest);
    }

    private void Remove(int sent)
    {
        ref var value = ref _sent[sent];
        if (value.IsShown)
            _shownInTable -= value.Left;
        for (var fd = value.First; fd != 0;)
        {
            var next = _fds[fd].Next;
            if (_fds[fd].Stored != 0)
                store!.Remove(_fds[fd].Stored);
            _fds.Remove(fd);
            fd = next;
        }

        // so that nobody takes it for the message whose records came last
        value.Id = 0;
        value.TakenBy = 0;
        _sent.Remove(sent);
    }
}
