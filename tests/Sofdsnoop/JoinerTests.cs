// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Sofdsnoop.Decoding;
using Sofdsnoop.Joining;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

/// <summary>Which send a receive is joined with.</summary>
public sealed class JoinerTests
{
    private const byte Send = 1;
    private const byte Receive = 2;
    private const byte Peek = 1;

    private enum Step { Send, SendUnconnected, Receive, Peek }

    private static readonly Gen<(Step What, ulong Socket, ulong[] Files)[]> Traffic =
        Gen.Select(Gen.Enum<Step>(), Gen.ULong[1, 3], Gen.ULong[1, 3].Array[1, 4]).Array[0, 60];

    [Fact]
    public void It_is_the_first_in_a_list_of_all_that_was_sent() => Traffic.Sample(Compare, iter: 2000);

    [Fact]
    public void The_limit_forgets_the_oldest_and_counts_it()
    {
        var joiner = new Joiner(new RecordStore(), limit: 4);
        for (ulong file = 1; file <= 6; file++)
            Note(joiner, new RecordBuilder { PeerIno = 1 }.Add([], file: file, fd: (int)file));
        Assert.Equal((6, 2), (joiner.InFlight, joiner.Forgotten));
        Assert.Equal([0, 0, 3, 4], Join(joiner, new RecordBuilder { Action = Receive, SocketIno = 1 }
            .Add([], file: 1).Add([], file: 2).Add([], file: 3).Add([], file: 4)));
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
        Assert.Equal([0], Join(joiner, new RecordBuilder { Action = Receive, Via = 7, SocketIno = 0 }.Add([]), isLastTry: false));
        // the pidfd of SCM_PIDFD
        Assert.Equal([0], Join(joiner, new RecordBuilder { Action = Receive, Via = 3 }.Add([], flags: 8), isLastTry: false));
        Assert.Equal(1, joiner.InFlight);
    }

    private static void Compare((Step What, ulong Socket, ulong[] Files)[] traffic)
    {
        var joiner = new Joiner(null);
        var model = new List<(ulong File, ulong From, ulong To, int Fd)>();
        ulong now = 1000;
        var fd = 1;
        foreach (var (what, socket, files) in traffic)
        {
            now++;
            // socket n talks to socket n + 100
            if (what is Step.Send or Step.SendUnconnected)
            {
                var to = what == Step.Send ? socket + 100 : 0;
                var sent = new RecordBuilder { Ts = now, Action = Send, SocketIno = socket, PeerIno = to };
                foreach (var file in files)
                {
                    model.Add((file, socket, to, fd));
                    sent.Add([], file: file, fd: fd++);
                }

                Note(joiner, sent);
                continue;
            }

            var received = new RecordBuilder
            {
                Ts = now, Id = now, Action = Receive, SocketIno = socket + 100, PeerIno = socket, Flags = what == Step.Peek ? Peek : (byte)0,
            };
            var left = what == Step.Peek ? model.ToList() : model;
            var expected = new List<int>();
            foreach (var file in files)
            {
                received.Add([], file: file);
                var match = left.FindIndex(sent => sent.File == file && (sent.To == 0 ? sent.From == socket : sent.To == socket + 100));
                expected.Add(match < 0 ? 0 : left[match].Fd);
                if (match >= 0)
                    left.RemoveAt(match);
            }

            Assert.Equal(expected, Join(joiner, received));
        }

        Assert.Equal(model.Count, joiner.InFlight);
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
