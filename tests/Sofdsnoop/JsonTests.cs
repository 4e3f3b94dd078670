// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using CsCheck;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Output;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

public sealed class JsonTests
{
    private static readonly TraceOptions Json = Printing.As(OutputFormat.Json);

    [Fact]
    public void Keys_stand_in_the_promised_order()
    {
        var record = new RecordBuilder { SocketPath = "\0bus"u8.ToArray(), Flags = 1 | 4, Uid = 4_000_000_000 }.AddPath("/etc/passwd").Build();
        using var line = JsonDocument.Parse(Assert.Single(Printing.Lines(Json, record)));
        Assert.Equal(
            ["ts", "action", "via", "pid", "tid", "uid", "comm", "socket_fd", "socket", "socket_path", "peer_socket", "message",
                "index", "count", "fd", "kind", "name", "file", "flags", "result"],
            line.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void A_line_says_what_the_record_says()
    {
        var record = new RecordBuilder { First = 2, Count = 9, SocketPath = "/run/a\0"u8.ToArray() }.AddPath("/etc/passwd", fd: 5).Build();
        var line = Assert.Single(Printing.Lines(Json, record));
        var file = line[(line.IndexOf("\"file\":\"", StringComparison.Ordinal) + 8)..][..16];
        Assert.Matches("^[0-9a-f]{16}$", file);
        Assert.Equal(
            """{"ts":5000000000,"action":"send","via":"sendmsg","pid":2576,"tid":2577,"uid":1000,"comm":"Web Content","socket_fd":24""" +
            ""","socket":"socket:[39763]","socket_path":"/run/a","peer_socket":39764,"message":4097,"index":2,"count":9,"fd":5""" +
            $$""","kind":"file","name":"/etc/passwd","file":"{{file}}","result":1}""",
            line);
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var record = new RecordBuilder { SocketIno = 0, PeerIno = 0, SocketFd = -1, Action = 2, Via = 5, Flags = 0x80 }
            .Add([], file: 0, flags: 4).Build();
        Assert.Equal(
            """{"ts":5000000000,"action":"recv","via":"io_uring","pid":2576,"tid":2577,"uid":1000,"comm":"Web Content","socket_fd":-1""" +
            ""","message":4097,"index":0,"count":1,"fd":7,"kind":"unknown","result":1}""",
            Assert.Single(Printing.Lines(Json, record)));
    }

    [Theory]
    [InlineData(-9, "-EBADF")]
    [InlineData(-109, "-ETOOMANYREFS")]
    [InlineData(-4000, "-4000")]
    public void A_failed_call_has_the_name_of_its_error(long result, string expected)
    {
        using var line = JsonDocument.Parse(Assert.Single(Printing.Lines(Json, new RecordBuilder { Result = result }.Build())));
        Assert.Equal(expected, line.RootElement.GetProperty("result").GetString());
        Assert.False(line.RootElement.TryGetProperty("fd", out _));
    }

    [Fact]
    public void All_flags_have_a_word()
    {
        var record = new RecordBuilder { Flags = 0xFF }.AddPath("/x", flags: 2).Build();
        using var line = JsonDocument.Parse(Assert.Single(Printing.Lines(Json, record)));
        Assert.Equal(
            ["peek", "ctrunc", "creds", "compat32", "late", "incomplete", "pidfd", "name_truncated"],
            line.RootElement.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()));
    }

    [Fact]
    public void Python_gets_every_byte_of_a_name_back()
    {
        var lines = new MemoryStream();
        Gen.Byte[1, 255].Where(value => value != '/').Array[1, 255].Sample(
            name =>
            {
                var record = new RecordBuilder { Comm = name[..Math.Min(15, name.Length)] }.Add(RecordBuilder.Components(name)).Build();
                lines.Write(Encoding.ASCII.GetBytes(Convert.ToHexString(name) + " "));
                var line = Printing.Bytes(Json, record);
                using var parsed = JsonDocument.Parse(line);
                lines.Write(line);
            },
            iter: 500,
            threads: 1);
        const string Script = """
            import sys, json
            count = 0
            for line in sys.stdin.buffer.read().split(b'\n')[:-1]:
                name, event = line.split(b' ', 1)
                name = bytes.fromhex(name.decode())
                event = json.loads(event.decode('utf-8', 'strict'))
                assert event['name'].encode('utf-8', 'surrogateescape') == b'/' + name, line
                assert event['comm'].encode('utf-8', 'surrogateescape') == name[:15], line
                count += 1
            print(count)
            """;
        Assert.Equal("500\n", Encoding.ASCII.GetString(Python.Run(Script, lines.ToArray())));
    }

    [Fact]
    public void Control_characters_never_come_out_raw()
    {
        var output = new OutputBuffer(1);
        JsonEscape.Append(output, "\b\f\n\r\t\u0001\u007f\u009b\u202e\"\\\ue000\U000e0041"u8);
        Assert.Equal(@"""\b\f\n\r\t\u0001\u007f\u009b\u202e\""\\\ue000\udb40\udc41""", Encoding.UTF8.GetString(output.Written));
    }
}
