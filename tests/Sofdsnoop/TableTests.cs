// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using CsCheck;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

public sealed class TableTests
{
    private static readonly TraceOptions Table = Printing.As(OutputFormat.Table);

    [Fact]
    public void Headers_are_the_originals()
    {
        const string Script = """
            header = "%-6s %-6s %-16s %-25s %-5s %s" % ("ACTION", "TID", "COMM", "SOCKET", "FD", "NAME")
            print(header)
            print("%-14s" % "TIME(s)" + header)
            """;
        Assert.Equal(
            Encoding.ASCII.GetString(Python.Run(Script, [])),
            Printing.Header(Table) + Printing.Header(Table with { Timestamp = true }));
    }

    [Fact]
    public void Lines_are_laid_out_as_Python_lays_them_out()
    {
        var input = new StringBuilder();
        var ours = new MemoryStream();
        var plainText = Gen.Char[(char)32, (char)126].Where(c => c is not ('\\' or '/')).Array[1, 15].Select(chars => new string(chars));
        Gen.Select(Gen.Bool, Gen.UInt[1, 5_000_000], plainText, Gen.Int[0, int.MaxValue], Gen.ULong, Gen.Int[0, int.MaxValue], plainText).Sample(
            (isSend, tid, comm, socketFd, inode, fd, name) =>
            {
                var record = new RecordBuilder
                {
                    Action = (byte)(isSend ? 1 : 2),
                    Tid = tid,
                    Comm = Encoding.ASCII.GetBytes(comm),
                    SocketFd = socketFd,
                    SocketIno = inode | 1,
                };
                ours.Write(Printing.Bytes(Table, record.AddPath("/" + name, fd).Build()));
                input.Append(isSend ? "SEND" : "RECV").Append('\t').Append(tid).Append('\t').Append(comm).Append('\t');
                input.Append(socketFd).Append('\t').Append(inode | 1).Append('\t').Append(fd).Append('\t').Append(name).Append('\n');
            },
            iter: 500,
            threads: 1);
        const string Script = """
            import sys
            for line in sys.stdin.read().split('\n')[:-1]:
                action, tid, comm, sock_fd, inode, fd, name = line.split('\t')
                sock = "%d:%s" % (int(sock_fd), "socket:[%s]" % inode)
                print("%-6s %-6d %-16s " % (action, int(tid), comm), end='')
                print("%-25s " % sock, end='')
                print("%-5d %s" % (int(fd), "/" + name))
            """;
        Assert.Equal(
            Encoding.ASCII.GetString(Python.Run(Script, Encoding.ASCII.GetBytes(input.ToString()))),
            Encoding.ASCII.GetString(ours.ToArray()));
    }

    [Fact]
    public void Times_count_from_the_first_line_and_have_Pythons_width()
    {
        long[] deltas = [0, 1, 999, 1_000_000_000, 12_345_678_901, 86_400_000_000_000, -1, -2_500_000_000];
        const ulong Start = 100_000_000_000_000;
        var records = deltas.Select(delta => new RecordBuilder { Ts = Start + (ulong)delta }.AddPath("/x").Build());
        var lines = Printing.Lines(Table with { Timestamp = true }, records);
        var script = $"for d in [{string.Join(',', deltas)}]: print('%-14.9f' % (d / 1e9) + 'SEND')";
        var expected = Encoding.ASCII.GetString(Python.Run(script, [])).Split('\n')[..^1];
        Assert.Equal(expected, lines.Select(line => line[..(line.IndexOf("SEND", StringComparison.Ordinal) + 4)]));
    }

    [Fact]
    public void Each_fd_of_a_message_has_a_line()
    {
        var record = new RecordBuilder { Action = 2 }.AddPath("/a", fd: 3).Add([], rule: 2, fd: 4).Build();
        Assert.Equal(
            [
                "RECV   2577   Web Content      24:socket:[39763]         3     /a",
                "RECV   2577   Web Content      24:socket:[39763]         4     pipe:[42]",
            ],
            Printing.Lines(Table, record));
    }

    [Fact]
    public void Unknown_sockets_and_files_are_not_available() => Assert.Equal(
        ["SEND   2577   Web Content      -1:N/A                    7     N/A"],
        Printing.Lines(Table, new RecordBuilder { SocketFd = -1, SocketIno = 0 }.Add([], flags: 4).Build()));

    [Theory]
    [InlineData(6, 6, "6:pidfd")]
    [InlineData(7, 5, "5:seccomp")]
    [InlineData(8, 8, "8:io_uring")]
    [InlineData(7, -1, "-")]
    [InlineData(8, -1, "-")]
    [InlineData(9, -1, "-")]
    public void Other_paths_have_what_the_call_was_made_on(byte via, int fd, string socket) => Assert.Equal(
        [$"SEND   2577   Web Content      {socket,-25} 7     /a"],
        Printing.Lines(Table, new RecordBuilder { Via = via, SocketFd = fd, SocketIno = 0 }.AddPath("/a").Build()));

    [Fact]
    public void Failed_calls_have_the_name_of_their_error()
    {
        var options = Table with { Failed = true };
        byte[][] records =
        [
            new RecordBuilder { Result = -9 }.AddPath("/a").Build(),
            new RecordBuilder { Result = 3 }.AddPath("/b").Build(),
            new RecordBuilder { Result = -11, Action = 2 }.Build(),
            new RecordBuilder { Result = -4000 }.AddPath("/c").Build(),
        ];
        Assert.EndsWith(" FD    RESULT       NAME\n", Printing.Header(options), StringComparison.Ordinal);
        Assert.Equal(
            ["7     EBADF        /a", "7     ok           /b", "-     EAGAIN       -", "7     4000         /c"],
            Printing.Lines(options, records).Select(line => line[57..]));
    }

    [Fact]
    public void Hostile_names_stay_on_their_line_and_in_their_column()
    {
        var record = new RecordBuilder { Comm = "\u001b[1m\n"u8.ToArray() }.AddPath("/tmp/\u001b]0;owned\u0007\nSEND").Build();
        Assert.Equal(
            @"SEND   2577   \x1b[1m\n        24:socket:[39763]         7     /tmp/\x1b]0;owned\x07\nSEND",
            Assert.Single(Printing.Lines(Table, record)));
    }

    [Fact]
    public void Wide_lines_stand_below_their_titles()
    {
        var options = Printing.As(OutputFormat.Wide);
        var record = new RecordBuilder { SocketPath = "\0bus\n"u8.ToArray(), Flags = 1 | 2, Count = 2, Action = 2, Via = 3 }
            .AddPath("/etc/passwd").Add([], rule: 3, fd: 8).Build();
        var lines = Printing.Lines(options, record);
        var titles = Printing.Header(options);
        Assert.Equal(2, lines.Length);
        (string Title, string Value)[] columns =
        [
            ("ACTION", "RECV"), ("VIA", "recvmsg"), ("PID", "2576"), ("TID", "2577"), ("UID", "1000"), ("COMM", "Web Content"),
            ("SOCKET", "24:socket:[39763]"), ("PATH", @"@bus\n"), ("MSG", "1/2"), ("RESULT", "1"), ("FLAGS", "peek,ctrunc"),
        ];
        foreach (var (title, value) in columns)
        {
            var at = titles.IndexOf(title + " ", StringComparison.Ordinal);
            Assert.Equal(value, lines[0].Substring(at, value.Length));
            Assert.Equal(' ', lines[0][at + value.Length]);
        }

        Assert.Matches(" 7 +file +/etc/passwd$", lines[0]);
        Assert.Matches(@" 2/2 .* 8 +anon +anon_inode:$", lines[1]);
    }

    [Fact]
    public void Large_numbers_push_but_never_cut()
    {
        var record = new RecordBuilder { Tid = uint.MaxValue, SocketIno = ulong.MaxValue }.AddPath("/x", fd: int.MinValue).Build();
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"SEND   {uint.MaxValue} Web Content      24:socket:[{ulong.MaxValue}] {int.MinValue} /x");
        Assert.Equal(expected, Assert.Single(Printing.Lines(Table, record)));
    }
}
