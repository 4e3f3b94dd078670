// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.Decoding;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

public sealed class MessageRecordTests
{
    [Fact]
    public void The_header_is_read_at_the_offsets_of_the_C_struct()
    {
        var record = new RecordBuilder
        {
            Ts = 0x0102030405060708,
            Id = 0x1112131415161718,
            Result = -9,
            SocketIno = 21,
            PeerIno = 22,
            Pid = 23,
            Tid = 24,
            Uid = 25,
            SocketFd = -1,
            Count = 253,
            First = 100,
            Action = 2,
            Via = 4,
            Flags = 3,
            Comm = "0123456789abcdef"u8.ToArray(),
            ProcessComm = "leader"u8.ToArray(),
        }.Build();
        Assert.True(MessageRecord.TryParse(record, out var message));
        ref readonly var header = ref message.Header;
        Assert.Equal(0x0102030405060708ul, header.Ts);
        Assert.Equal(0x1112131415161718ul, header.Id);
        Assert.Equal(-9, header.Result);
        Assert.Equal(21ul, header.SocketIno);
        Assert.Equal(22ul, header.PeerIno);
        Assert.Equal(23u, header.Pid);
        Assert.Equal(24u, header.Tid);
        Assert.Equal(25u, header.Uid);
        Assert.Equal(-1, header.SocketFd);
        Assert.Equal(253, header.Count);
        Assert.Equal(100, header.First);
        Assert.Equal((uint)FdAction.Recv, header.Action);
        Assert.Equal((uint)FdVia.Recvmmsg, header.Via);
        Assert.Equal((uint)(FdMessageFlags.Peek | FdMessageFlags.Ctrunc), header.Flags);
        Assert.Equal("0123456789abcdef", Encoding.ASCII.GetString(header.CommText));
        Assert.Equal("leader", Encoding.ASCII.GetString(header.ProcessCommText));
    }

    [Fact]
    public void Entries_follow_the_padded_socket_path()
    {
        var record = new RecordBuilder { SocketPath = "/run/x"u8.ToArray() }
            .AddPath("/etc/passwd", fd: 3).AddPath("/a", fd: 4).Build();
        Assert.True(MessageRecord.TryParse(record, out var message));
        Assert.Equal("/run/x", Encoding.ASCII.GetString(message.SocketPath));
        Assert.Equal(["3 /etc/passwd", "4 /a"], Describe(message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(RecordBuilder.HeaderSize - 1)]
    public void A_record_shorter_than_its_header_is_refused(int length) =>
        Assert.False(MessageRecord.TryParse(new RecordBuilder().Build().AsSpan(0, length), out _));

    [Fact]
    public void A_socket_path_beyond_the_record_is_refused()
    {
        var record = new RecordBuilder { SocketPath = new byte[20] }.Build();
        Assert.True(MessageRecord.TryParse(record, out _));
        Assert.False(MessageRecord.TryParse(record.AsSpan(0, record.Length - 8), out _));
    }

    [Fact]
    public void More_entries_than_there_are_end_with_the_record()
    {
        var record = new RecordBuilder { Entries = 9 }.AddPath("/a").AddPath("/b").Build();
        Assert.True(MessageRecord.TryParse(record, out var message));
        Assert.Equal(["7 /a", "7 /b"], Describe(message));
    }

    [Fact]
    public void A_name_beyond_the_record_ends_it()
    {
        var record = new RecordBuilder().AddPath("/a").AddPath("/a/long/name").Build();
        Assert.True(MessageRecord.TryParse(record.AsSpan(0, record.Length - 8), out var message));
        Assert.Equal(["7 /a"], Describe(message));
    }

    private static List<string> Describe(MessageRecord message)
    {
        var names = new NameJoiner();
        var found = new List<string>();
        foreach (var entry in message)
            found.Add($"{entry.Header.Fd} {Encoding.UTF8.GetString(names.Join(in entry))}");
        return found;
    }
}
