// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Sofdsnoop.Decoding;
using Sofdsnoop.Joining;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

/// <summary>Which send a receive is joined with.</summary>
public sealed class JoinerTests
{
    private const byte Receive = 2;
    private const byte Peek = 1;
    private const byte Alone = 128;

    private enum Step { Send, SendUnconnected, Receive, Peek, Drop }

    private static readonly Gen<(Step What, ulong Socket, ulong[] Files)[]> Traffic =
        Gen.Select(Gen.Enum<Step>(), Gen.ULong[1, 3], Gen.ULong[1, 3].Array[1, 4]).Array[0, 60];

    // sockets as Linux has them: what is sent to one leaves it in the same order, received or dropped
    [Fact]
    public void Each_receive_finds_its_send() => Traffic.Sample(Compare, iter: 3000);

    [Fact]
    public void The_limit_forgets_the_oldest_and_counts_it()
    {
        var joiner = new Joiner(new RecordStore(), limit: 4);
        for (ulong file = 1; file <= 6; file++)
            Note(joiner, new RecordBuilder { PeerIno = 1 }.Add([], file: file, fd: (int)file));
        Assert.Equal((6, 2), (joiner.InFlight, joiner.Forgotten));
        Assert.Equal([0, 0, 3, 4], ((ulong[])[1, 2, 3, 4]).SelectMany(file =>
            Join(joiner, new RecordBuilder { Action = Receive, SocketIno = 1 }.Add([], file: file))));
        Assert.Equal((4, 2), (joiner.InFlight, joiner.Forgotten));
    }

    [Fact]
    public void Without_room_for_records_the_oldest_are_forgotten()
    {
        var joiner = new Joiner(new RecordStore(limit: 20 * 128));
        for (ulong file = 1; file <= 30; file++)
            Note(joiner, new RecordBuilder().AddPath("/" + new string('x', 200)));
        var shown = 0;
        joiner.ForEachInFlight(_ => shown++);
        Assert.InRange(shown, 1, 19);
        Assert.Equal((30, 30 - shown), (joiner.InFlight, joiner.Forgotten));
    }

    [Fact]
    public void What_was_stored_comes_back_as_it_was()
    {
        var store = new RecordStore();
        var joiner = new Joiner(store);
        foreach (var length in (int[])[0, 1, 20, 124, 200, 3000])
            Note(joiner, new RecordBuilder { First = 3, Count = 5, SocketPath = "/run/x"u8.ToArray() }.Add([], file: 1).Add(new byte[length], rule: 3, fd: length));
        var lengths = new List<int>();
        joiner.ForEachInFlight(stored =>
        {
            Assert.True(MessageRecord.TryParse(store.Get(stored), out var message));
            Assert.Equal((5, 2576u), (message.Header.Count, message.Header.Pid));
            Assert.Equal("/run/x"u8, message.SocketPath);
            foreach (var entry in message)
            {
                if (entry.Rule != NameRule.Anon)
                    continue;
                Assert.Equal(entry.Header.Fd, entry.Name.Length);
                lengths.Add(entry.Name.Length);
            }
        });
        Assert.Equal([0, 1, 20, 124, 200, 3000], lengths);
    }

    [Fact]
    public void Nothing_is_received_before_it_is_sent()
    {
        var joiner = new Joiner(null);
        Note(joiner, new RecordBuilder { Ts = 2000, PeerIno = 1 }.Add([], fd: 5));
        Assert.Equal([0], Join(joiner, new RecordBuilder { Ts = 1999, Action = Receive, SocketIno = 1 }.Add([])));
        Assert.Equal([5], Join(joiner, new RecordBuilder { Ts = 2000, Action = Receive, SocketIno = 1 }.Add([])));
    }

    [Fact]
    public void A_send_that_comes_after_its_receive_was_shown_is_not_in_flight()
    {
        var joiner = new Joiner(null);
        Assert.Equal([0], Join(joiner, new RecordBuilder { Ts = 3000, Action = Receive, SocketIno = 1, PeerIno = 2 }.Add([])));
        Note(joiner, new RecordBuilder { Ts = 2000, PeerIno = 3, SocketIno = 2 }.Add([])); // to somebody else
        Note(joiner, new RecordBuilder { Ts = 3001, PeerIno = 1, SocketIno = 2 }.Add([])); // too late to be it
        Assert.Equal(2, joiner.InFlight);
        Note(joiner, new RecordBuilder { Ts = 2000, PeerIno = 1, SocketIno = 2 }.Add([]));
        Assert.Equal(2, joiner.InFlight);
        Note(joiner, new RecordBuilder { Ts = 2000, PeerIno = 1, SocketIno = 2 }.Add([]));
        Assert.Equal(3, joiner.InFlight);
    }

    [Fact]
    public void Failed_sends_and_unknown_files_are_not_in_flight()
    {
        var joiner = new Joiner(null);
        Note(joiner, new RecordBuilder { Result = -9 }.Add([]));
        Note(joiner, new RecordBuilder().Add([], file: 0, flags: 4));
        Assert.Equal(0, joiner.InFlight);
    }

    [Fact]
    public void What_came_by_other_ways_has_no_sender_and_waits_for_none()
    {
        var joiner = new Joiner(null);
        Note(joiner, new RecordBuilder { PeerIno = 0 }.Add([]));
        Assert.Equal([0], Join(joiner, new RecordBuilder { Action = Receive, Via = 6, SocketIno = 0 }.Add([]), isLastTry: false));
        Assert.Equal([0], Join(joiner, new RecordBuilder { Action = Receive, Via = 9, SocketIno = 0 }.Add([]), isLastTry: false));
        // the pidfd of SCM_PIDFD
        Assert.Equal([0], Join(joiner, new RecordBuilder { Action = Receive, Via = 3 }.Add([], flags: 8), isLastTry: false));
        Assert.Equal(1, joiner.InFlight);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void What_a_supervisor_or_a_ring_gave_away_has_a_sender(byte via)
    {
        var joiner = new Joiner(null);
        Note(joiner, new RecordBuilder { Via = via, SocketIno = 0, PeerIno = 0 }.Add([]));
        Assert.Equal([0], Join(joiner, new RecordBuilder { Action = Receive, Via = 5, SocketIno = 0 }.Add([]), isLastTry: true));
        Assert.Equal([7], Join(joiner, new RecordBuilder { Action = Receive, Via = via, SocketIno = 0 }.Add([]), isLastTry: false));
        Assert.Equal(0, joiner.InFlight);
    }

    [Fact]
    public void What_was_dropped_is_gone_once_a_later_message_was_received()
    {
        var joiner = new Joiner(null);
        Note(joiner, To(1, ts: 10, (File: 1, Fd: 11)));
        Note(joiner, To(1, ts: 20, (File: 2, Fd: 12)));
        Assert.Equal([12], Join(joiner, From(1, ts: 30, 2)));
        Note(joiner, To(1, ts: 40, (File: 1, Fd: 13)));
        Assert.Equal([13], Join(joiner, From(1, ts: 50, 1)));
        Assert.Equal(1, joiner.InFlight);
    }

    [Fact]
    public void What_was_dropped_is_gone_once_a_later_message_was_alone()
    {
        var joiner = new Joiner(null);
        Note(joiner, To(1, ts: 10, (File: 1, Fd: 11)));
        Note(joiner, To(1, ts: 20, flags: Alone, (File: 1, Fd: 12)));
        Note(joiner, To(1, ts: 30, tid: 9, flags: Alone, (File: 1, Fd: 13)));
        Assert.Equal([13], Join(joiner, From(1, ts: 40, 1)));
        // told late: it was the one before
        Assert.Equal([12], Join(joiner, From(1, ts: 30, 1)));
        Assert.Equal(1, joiner.InFlight);
        // long after, there is nothing to be received
        Assert.Equal([0], Join(joiner, From(1, ts: 1_000_000_000, 1)));
        Assert.Equal(1, joiner.InFlight);
    }

    [Fact]
    public void An_overtaken_message_may_be_told_late()
    {
        var joiner = new Joiner(null);
        Note(joiner, To(1, ts: 10, (File: 1, Fd: 11)));
        Note(joiner, To(1, ts: 20, tid: 9, (File: 2, Fd: 12)));
        Assert.Equal([12], Join(joiner, From(1, ts: 30, 2)));
        // not before one that was not overtaken
        Note(joiner, To(1, ts: 40, (File: 1, Fd: 13)));
        Assert.Equal([13], Join(joiner, From(1, ts: 50, 1)));
        Assert.Equal([11], Join(joiner, From(1, ts: 60, 1)));
        Assert.Equal(0, joiner.InFlight);
    }

    [Fact]
    public void Messages_are_told_apart_by_all_their_files()
    {
        var joiner = new Joiner(null);
        Note(joiner, To(1, ts: 10, (File: 1, Fd: 11), (File: 2, Fd: 12)));
        Note(joiner, To(1, ts: 20, (File: 1, Fd: 13), (File: 3, Fd: 14)));
        Assert.Equal([13, 14], Join(joiner, From(1, ts: 30, 1, 3)));
        Assert.Equal(2, joiner.InFlight);
    }

    // the sender's and the receiver's records of one message need not be divided at the same fd
    [Fact]
    public void A_message_of_several_records_is_one()
    {
        var joiner = new Joiner(null);
        for (var round = 1; round <= 2; round++)
        {
            var id = (ulong)round << 12;
            var part = new RecordBuilder { Id = id, PeerIno = 1, Count = 5 }.Add([], file: 1, fd: 1).Add([], file: 1, fd: 2);
            var rest = new RecordBuilder { Id = id, PeerIno = 1, Count = 5, First = 2 }.Add([], file: 1, fd: 3).Add([], file: 2, fd: 4).Add([], file: 2, fd: 5);
            RecordBuilder Received(int first) => new() { Id = id + 7, Action = Receive, Via = 3, SocketIno = 1, Count = 5, First = (ushort)first };
            Note(joiner, part);
            var begin = Received(0).Add([], file: 1).Add([], file: 1).Add([], file: 1);
            Assert.True(MessageRecord.TryParse(begin.Build(), out var message));
            Assert.False(joiner.TryJoin(in message, new OriginList(), isLastTry: false));
            Note(joiner, rest);
            Assert.Equal([1, 2, 3], Join(joiner, begin, isLastTry: false));
            Assert.Equal([4, 5], Join(joiner, Received(3).Add([], file: 2).Add([], file: 2), isLastTry: false));
            Assert.Equal(0, joiner.InFlight);
        }
    }

    [Fact]
    public void A_pidfd_before_the_fds_moves_their_places()
    {
        var joiner = new Joiner(null);
        Note(joiner, To(1, ts: 10, (File: 1, Fd: 11), (File: 2, Fd: 12)));
        var received = new RecordBuilder { Ts = 20, Action = Receive, Via = 3, SocketIno = 1 }
            .Add([], file: 9, flags: 8).Add([], file: 1).Add([], file: 2);
        Assert.Equal([0, 11, 12], Join(joiner, received, isLastTry: false));
    }

    [Fact]
    public void What_nobody_receives_does_not_hide_what_comes_after()
    {
        var joiner = new Joiner(null);
        for (ulong i = 0; i < 5000; i++)
            Note(joiner, To(1, ts: i, tid: (uint)i, (File: 1, Fd: 11)));
        Note(joiner, To(1, ts: 5000, (File: 2, Fd: 12)));
        var tries = 0;
        while (Join(joiner, From(1, ts: 6000, 2)) is [0])
            Assert.InRange(++tries, 0, 50);
        Assert.Equal(5000, joiner.InFlight);
    }

    [Fact]
    public void What_is_sent_while_a_receive_waits_is_found_by_those_behind_it()
    {
        var joiner = new Joiner(null);
        Assert.True(MessageRecord.TryParse(From(1, ts: 50, 9).Build(), out var waiting));
        var origins = new OriginList();
        for (var i = 1; i <= 3000; i++)
        {
            Note(joiner, To(1, ts: 100 + (2 * (ulong)i), (File: 1, Fd: i)));
            Assert.False(joiner.TryJoin(in waiting, origins, isLastTry: false));
        }

        for (var i = 1; i <= 3000; i++)
            Assert.Equal([i], Join(joiner, From(1, ts: 101 + (2 * (ulong)i), 1)));
        Assert.Equal(0, joiner.InFlight);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(9)]
    public void A_call_that_does_both_sides_leaves_nothing_under_way(byte via)
    {
        var joiner = new Joiner(null);
        Note(joiner, new RecordBuilder { Via = via, PeerIno = 0 }.Add([]));
        Assert.Equal(0, joiner.InFlight);
    }

    private static RecordBuilder To(ulong socket, ulong ts, params (ulong File, int Fd)[] fds) => To(socket, ts, tid: 1, flags: 0, fds);

    private static RecordBuilder To(ulong socket, ulong ts, byte flags, params (ulong File, int Fd)[] fds) => To(socket, ts, tid: 1, flags, fds);

    private static RecordBuilder To(ulong socket, ulong ts, uint tid, params (ulong File, int Fd)[] fds) => To(socket, ts, tid, flags: 0, fds);

    private static RecordBuilder To(ulong socket, ulong ts, uint tid, byte flags, params (ulong File, int Fd)[] fds)
    {
        var record = new RecordBuilder { Ts = ts, Tid = tid, Flags = flags, SocketIno = 100 + socket, PeerIno = socket };
        foreach (var (file, fd) in fds)
            record.Add([], file: file, fd: fd);
        return record;
    }

    private static RecordBuilder From(ulong socket, ulong ts, params ulong[] files)
    {
        var record = new RecordBuilder { Ts = ts, Action = Receive, Via = 3, SocketIno = socket, PeerIno = 100 + socket };
        foreach (var file in files)
            record.Add([], file: file);
        return record;
    }

    private static void Compare((Step What, ulong Socket, ulong[] Files)[] traffic)
    {
        var joiner = new Joiner(null);
        // what waits in the sockets 101 to 103, to which 1 to 3 send, each message with the fds of its files in the sender
        var waiting = Enumerable.Range(0, 4).Select(_ => new Queue<(ulong[] Files, int[] Fds)>()).ToArray();
        var hasDrops = traffic.Any(step => step.What == Step.Drop);
        var inFlight = 0;
        ulong now = 1000;
        var fd = 1;
        foreach (var (what, socket, files) in traffic)
        {
            now++;
            var queue = waiting[socket];
            if (what is Step.Send or Step.SendUnconnected)
            {
                // a message that was dropped can be told from a later one that brings something else
                var distinct = hasDrops ? files.Append(now).ToArray() : files;
                var sent = new RecordBuilder { Ts = now, SocketIno = socket, PeerIno = what == Step.Send ? socket + 100 : 0 };
                foreach (var file in distinct)
                    sent.Add([], file: file, fd: fd++);
                Note(joiner, sent);
                queue.Enqueue((distinct, [.. Enumerable.Range(fd - distinct.Length, distinct.Length)]));
                inFlight += distinct.Length;
                continue;
            }

            if (queue.Count == 0)
                continue;
            var (passed, fds) = what == Step.Peek ? queue.Peek() : queue.Dequeue();
            if (what == Step.Drop)
                continue;
            var received = new RecordBuilder
            {
                Ts = now, Id = now, Action = Receive, SocketIno = socket + 100, PeerIno = socket, Flags = what == Step.Peek ? Peek : (byte)0,
            };
            foreach (var file in passed)
                received.Add([], file: file);
            inFlight -= what == Step.Peek ? 0 : passed.Length;
            Assert.Equal(fds, Join(joiner, received));
        }

        Assert.Equal(inFlight, joiner.InFlight);
    }

    private static void Note(Joiner joiner, RecordBuilder record)
    {
        Assert.True(MessageRecord.TryParse(record.Build(), out var message));
        joiner.NoteSent(in message, isShown: true);
    }

    /// <summary>The sender's fd of each fd; 0 for one without an origin.</summary>
    private static int[] Join(Joiner joiner, RecordBuilder record, bool isLastTry = true)
    {
        Assert.True(MessageRecord.TryParse(record.Build(), out var message));
        var origins = new OriginList();
        Assert.True(joiner.TryJoin(in message, origins, isLastTry));
        return [.. origins.Span.ToArray().Select(origin => origin.IsKnown ? origin.Fd : 0)];
    }
}
