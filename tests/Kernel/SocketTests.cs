// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>The socket of a message: its number, its inode, its other end, its bound name.</summary>
public class SocketTests : BufferTests
{
    [Theory]
    [InlineData("stream")]
    [InlineData("dgram")]
    [InlineData("seqpacket")]
    public async Task The_other_end_of_a_pair_is_named_by_its_inode(string type)
    {
        await using Worker worker = Worker.Start();
        (FdFact first, FdFact second) = await worker.PairAsync(type);
        await worker.OpenAsync("f", "file");
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
        Assert.Equal([Inode(second.Name), Inode(first.Name)], output.Lines.Select(line => line.PeerSocket));
        Assert.All(output.Lines, line => Assert.Null(line.SocketPath));
    }

    [Theory]
    [InlineData("stream", "in the file system")]
    [InlineData("seqpacket", "in the file system")]
    [InlineData("stream", "abstract")]
    [InlineData("seqpacket", "abstract")]
    public async Task A_connection_shows_the_name_it_was_made_by_on_both_sides(string type, string where)
    {
        await using Worker worker = Worker.Start();
        (string address, string shown) = Address(worker, where);
        await worker.DoAsync("socket", "listener", type);
        await worker.DoAsync("bind", "listener", address);
        await worker.DoAsync("listen", "listener");
        FdFact client = FactReader.Fds(await worker.DoAsync("socket", "client", type)).Single();
        await worker.DoAsync("connect", "client", address);
        FdFact server = FactReader.Fds(await worker.DoAsync("accept", "listener", "server")).Single();
        await worker.OpenAsync("f", "file");
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg client rights=f");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg server");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
        Assert.Equal([Inode(server.Name), Inode(client.Name)], output.Lines.Select(line => line.PeerSocket));
        Assert.Equal([shown, shown], output.Lines.Select(line => line.SocketPath));
    }

    [Theory]
    [InlineData("in the file system")]
    [InlineData("abstract")]
    public async Task A_datagram_to_an_address_is_shown_by_both_ends(string where)
    {
        await using Worker worker = Worker.Start();
        (string address, string shown) = Address(worker, where);
        await worker.DoAsync("socket", "server", "dgram");
        await worker.DoAsync("bind", "server", address);
        await worker.DoAsync("socket", "client", "dgram");
        await worker.OpenAsync("f", "file", 3);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync($"sendmsg client rights=f*3 to={address}");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg server");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
        Shown.SameFiles(output);
        Assert.All(output.Lines.Where(line => line.Action == "recv"), line => Assert.Equal(shown, line.SocketPath));
    }

    [Fact]
    public async Task A_message_sent_before_the_connection_was_accepted()
    {
        await using Worker worker = Worker.Start();
        (string address, _) = Address(worker, "abstract");
        await worker.DoAsync("socket", "listener", "stream");
        await worker.DoAsync("bind", "listener", address);
        await worker.DoAsync("listen", "listener");
        await worker.DoAsync("socket", "client", "stream");
        await worker.DoAsync("connect", "client", address);
        await worker.OpenAsync("f", "file", 2);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg client rights=f*2");
        await worker.DoAsync("accept", "listener", "server");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg server");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
        // there was no socket file at the other end yet, so there was no inode
        Assert.All(output.Lines.Where(line => line.Action == "send"), line => Assert.Null(line.PeerSocket));
    }

    /// <summary>An address, in hex as the worker takes it, and how the tool must show it.</summary>
    private static (string Hex, string Shown) Address(Worker worker, string where)
    {
        string name = where == "abstract" ? "\0fdpass\0\x1b[31m" + worker.PidText : worker.Directory + "/the socket";
        return (ByteText.ToHex(name), where == "abstract" ? "@" + name[1..] : name);
    }

    private static string Inode(string link) => link["socket:[".Length..^1];
}
