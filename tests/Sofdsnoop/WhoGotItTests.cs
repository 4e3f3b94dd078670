// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using CsCheck;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Joining;
using Sofdsnoop.Output;
using Sofdsnoop.Tests.Support;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Tests;

/// <summary>From records to lines: who sent what was received, and in which order lines come when a send is told late.</summary>
public sealed class WhoGotItTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly FileStream _file;
    private readonly RecordStore _store = new();
    private readonly Joiner _joiner;

    public WhoGotItTests()
    {
        _file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        _joiner = new Joiner(_store);
    }

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void A_receive_says_who_sent_and_how_long_it_took()
    {
        var consumer = Make(OutputFormat.Json);
        consumer.Consume(Sent(7, ts: 1_000_000, fd: 51, comm: "Web \"Content\"").Build());
        consumer.Consume(Received(7, ts: 1_400_001).Build());
        var lines = Lines(consumer);
        Assert.DoesNotContain("from", lines[0], StringComparison.Ordinal);
        // our keys come behind the promised ones
        Assert.EndsWith(
            ""","result":1,"peer":{"pid":2576,"comm":"firefox"},"from":{"pid":2576,"tid":2577,"comm":"Web \"Content\"","fd":51},"latency_ns":400001}""",
            lines[1],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400_000, "0.4 ms")]
    [InlineData(99_999, "99.9 us")]
    [InlineData(1, "0.0 us")]
    [InlineData(12_345_678, "12.3 ms")]
    [InlineData(61_250_000_000, "61.2 s")]
    public void The_wide_table_says_it_behind_the_name(ulong latency, string expected)
    {
        var consumer = Make(OutputFormat.Wide);
        consumer.Consume(Sent(7, ts: 1000, fd: 51).Build());
        consumer.Consume(Received(7, ts: 1000 + latency).Build());
        Assert.EndsWith($" file      /f7 ← 2576 Web Content fd 51 ({expected})", Lines(consumer)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_peer_is_whoever_used_its_socket_last()
    {
        var consumer = Make(OutputFormat.Wide);
        consumer.Consume(Sent(7, ts: 1).Build());
        consumer.Consume(new RecordBuilder { Action = 2, SocketIno = 2, PeerIno = 1, Pid = 31, ProcessComm = "a\nb"u8.ToArray() }.AddPath("/x").Build());
        consumer.Consume(Sent(8, ts: 1).Build());
        consumer.ReleaseAll();
        var lines = Lines(consumer);
        var peers = Printing.Header(Printing.As(OutputFormat.Wide)).IndexOf("PEER ", StringComparison.Ordinal);
        Assert.Equal(["-", "2576 firefox", @"31 a\nb"], lines.Select(line => line.Substring(peers, 20).TrimEnd()));
    }

    [Fact]
    public void Lines_wait_for_a_late_send_and_keep_their_order()
    {
        var consumer = Make(OutputFormat.Json);
        consumer.Consume(Received(7, ts: 20).Build());
        consumer.Consume(Sent(8, ts: 21).Build());
        consumer.Consume(Received(8, ts: 22).Build());
        consumer.Flush();
        Assert.Equal(0, new FileInfo(_path).Length);
        Assert.True(consumer.IsHolding);
        consumer.Consume(Sent(7, ts: 10, fd: 51).Build());
        Assert.False(consumer.IsHolding);
        Assert.Equal(["recv /f7 51 10", "send /f8", "recv /f8 4 1", "send /f7"], Lines(consumer).Select(Describe));
        Assert.Equal(0, _joiner.InFlight);
    }

    [Fact]
    public void A_send_that_does_not_come_is_not_waited_for_long()
    {
        var consumer = Make(OutputFormat.Json);
        consumer.Consume(Received(7, ts: 20).Build());
        consumer.ReleaseOverdue();
        Assert.True(consumer.IsHolding);
        Thread.Sleep(EventConsumer.LongestHold * 2);
        consumer.ReleaseOverdue();
        Assert.False(consumer.IsHolding);
        Assert.Equal(["recv /f7"], Lines(consumer).Select(Describe));
    }

    [Fact]
    public void What_waits_is_bounded()
    {
        var consumer = Make(OutputFormat.Json);
        const int Records = 50_000;
        for (ulong i = 0; i < Records; i++)
            consumer.Consume(Received(1000 + i, ts: 20).Build());
        Assert.InRange(consumer.Fds, 10_000, Records - 1);
        consumer.ReleaseAll();
        Assert.Equal(Records, consumer.Fds);
    }

    [Fact]
    public void The_original_table_waits_for_nothing()
    {
        var consumer = Make(OutputFormat.Table);
        consumer.Consume(Received(7, ts: 20).Build());
        Assert.False(consumer.IsHolding);
        consumer.Consume(Sent(7, ts: 10).Build());
        Assert.Equal(2, Lines(consumer).Length);
        Assert.Equal(0, _joiner.InFlight);
    }

    [Fact]
    public void Sends_that_are_not_shown_are_known_but_not_counted()
    {
        Assert.True(NameFilter.TryParse("^shown", out var names, out _));
        var consumer = Make(OutputFormat.Json, names);
        consumer.Consume(Sent(7, ts: 1, fd: 51, comm: "hidden").Build());
        consumer.Consume(Sent(8, ts: 1, comm: "hidden").Build());
        consumer.Consume(Received(7, ts: 2, comm: "shown").Build());
        Assert.Equal(["recv /f7 51 1"], Lines(consumer).Select(Describe));
        Assert.Equal(0, _joiner.InFlight);

        // and what somebody got who is not shown is not under way
        consumer.Consume(Sent(9, ts: 1, comm: "shown").Build());
        Assert.Equal(1, _joiner.InFlight);
        consumer.Consume(Received(9, ts: 2, comm: "hidden").Build());
        Assert.Equal(0, _joiner.InFlight);
    }

    // Passings in time order, each record then told up to a few records late.
    [Fact]
    public void Records_a_little_out_of_order_are_all_joined()
    {
        var passings = Gen.Select(Gen.ULong[0, 4], Gen.Double[0, 3], Gen.Double[0, 3]).Array[1, 40];
        passings.Sample(
            passings =>
            {
                var told = new List<(double When, byte[] Record, string Line)>();
                for (var i = 0; i < passings.Length; i++)
                {
                    var (wait, sendLate, receiveLate) = passings[i];
                    var at = (ulong)i * 10;
                    told.Add(((double)i + sendLate, Sent((ulong)i, at, fd: i).Build(), $"send /f{i}"));
                    told.Add((i + (double)wait + receiveLate, Received((ulong)i, at + 1 + wait).Build(), $"recv /f{i} {i} {1 + wait}"));
                }

                told.Sort((one, other) => one.When.CompareTo(other.When));
                _file.SetLength(0);
                _file.Position = 0;
                var consumer = Make(OutputFormat.Json);
                foreach (var (_, record, _) in told)
                    consumer.Consume(record);
                consumer.ReleaseAll();
                Assert.Equal(told.Select(record => record.Line), Lines(consumer).Select(Describe));
                Assert.Equal(0, _joiner.InFlight);
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void What_is_in_flight_is_listed_with_its_age()
    {
        var consumer = Make(OutputFormat.Wide);
        consumer.Consume(Sent(7, ts: 1_000_000_000).Build());
        consumer.Consume(Sent(8, ts: 1_500_000_000).Build());
        consumer.Consume(Received(7, ts: 2_000_000_000).Build());
        foreach (var (format, expected) in ((OutputFormat, string)[])[
            (OutputFormat.Table, "0.500000000   SEND   2577   Web Content      24:socket:[1]             4     /f8\n"),
            (OutputFormat.Json, """{"ts":1500000000,"action":"in_flight","via":"sendmsg","pid":2576,"tid":2577"""),
        ])
        {
            var output = new OutputBuffer(16);
            var printer = new Printers(Printing.As(format), output, Screen.None).InFlight(moment: 2_000_000_000);
            printer.PrintInFlightHeader(_joiner.InFlight, _joiner.Forgotten);
            _joiner.ForEachInFlight(stored =>
            {
                Assert.True(Decoding.MessageRecord.TryParse(_store.Get(stored), out var message));
                printer.Print(in message);
            });
            var text = Encoding.UTF8.GetString(output.Written);
            Assert.Contains(expected, text, StringComparison.Ordinal);
            if (format == OutputFormat.Json)
                Assert.Single(text.TrimEnd('\n').Split('\n'));
            else
                Assert.StartsWith("\nSent and not seen received: 1\nAGE(s)        ACTION TID ", text, StringComparison.Ordinal);
        }
    }

    private static RecordBuilder Sent(ulong file, ulong ts, int fd = 4, string comm = "Web Content") =>
        new RecordBuilder { Ts = ts, SocketIno = 1, PeerIno = 2, Comm = Encoding.ASCII.GetBytes(comm), ProcessComm = ProcessOf(comm) }
            .Add(Name(file), file: file + 1, fd: fd);

    private static RecordBuilder Received(ulong file, ulong ts, string comm = "Web Content") =>
        new RecordBuilder { Action = 2, Via = 3, Ts = ts, SocketIno = 2, PeerIno = 1, Comm = Encoding.ASCII.GetBytes(comm), ProcessComm = ProcessOf(comm) }
            .Add(Name(file), file: file + 1);

    private static byte[] Name(ulong file) => RecordBuilder.Components(Encoding.ASCII.GetBytes($"f{file}"));

    private static byte[] ProcessOf(string comm) => comm.StartsWith("Web", StringComparison.Ordinal) ? "firefox"u8.ToArray() : [];

    /// <summary>Action, name, the sender's fd and the latency.</summary>
    private static string Describe(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var text = $"{root.GetProperty("action").GetString()} {root.GetProperty("name").GetString()}";
        return root.TryGetProperty("from", out var from) ? $"{text} {from.GetProperty("fd")} {root.GetProperty("latency_ns")}" : text;
    }

    private EventConsumer Make(OutputFormat format, NameFilter? names = null)
    {
        var buffer = new OutputBuffer(16);
        var printer = new Printers(Printing.As(format), buffer, Screen.None).Events();
        var file = new OutputFile((int)_file.SafeFileHandle.DangerousGetHandle());
        return new EventConsumer(names ?? NameFilter.Any, printer, buffer, file, _joiner) { ShowsOrigins = format != OutputFormat.Table };
    }

    private string[] Lines(EventConsumer consumer)
    {
        consumer.Flush();
        return File.ReadAllLines(_path);
    }
}
