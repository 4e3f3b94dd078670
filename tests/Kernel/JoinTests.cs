// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Who sent what was received, how long it took, who is on the other side, and what nobody received.</summary>
public class JoinTests : BufferTests
{
    [Theory]
    [InlineData("stream", 1)]
    [InlineData("dgram", 11)]
    [InlineData("seqpacket", 253)]
    public async Task A_received_fd_knows_its_number_in_the_sender(string type, int count)
    {
        (Worker worker, string comm) = await Worker.StartNamedAsync();
        await using Worker _ = worker;
        await worker.PairAsync(type);
        await worker.OpenAsync("f", "file", count);
        Worker receiver = await worker.ForkAsync("receiver");
        await using Tool tool = await AttachAsync("--format", "json", "-n", comm);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync($"sendmsg a rights=f*{count}");
        IReadOnlyList<MessageFact> received = await receiver.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, comm, sent, received);
        Assert.Equal(
            sent[0].Fds.Select(fd => $"pid={sent[0].Pid} tid={sent[0].Tid} comm={comm} fd={fd.Fd}"),
            Received(output).Select(line => line.From));
        long sentAt = output.Lines.First(line => line.Action == "send").Ts;
        Assert.All(Received(output), line => Assert.Equal(line.Ts - sentAt, line.Latency));
        Assert.All(Received(output), line => Assert.Equal($"pid={sent[0].Pid} comm={comm}", line.Peer));
        Assert.DoesNotContain("not seen received", output.Error);
    }

    [Fact]
    public async Task The_same_file_sent_again_is_joined_first_in_first_out()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker);
        await worker.DoAsync("dup", "f", "g");
        await worker.DoAsync("dup", "f", "h");
        var sent = new List<MessageFact>();
        foreach (string message in new[] { "f,g", "h", "g", "f,h" })
            sent.AddRange(await worker.SendAsync($"sendmsg a rights={message}"));
        for (int i = 0; i < 4; i++)
            await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(sent.SelectMany(message => message.Fds).Select(fd => fd.Fd), Received(output).Select(line => line.FromFd));
    }

    [Fact]
    public async Task A_look_at_a_message_does_not_take_it()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker);
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f,f");
        for (int i = 0; i < 3; i++)
            await worker.ReceiveAsync(i < 2 ? "recvmsg b peek" : "recvmsg b");
        ToolOutput output = await tool.StopAsync();

        int fd = sent[0].Fds[0].Fd;
        Assert.Equal([fd, fd, fd, fd, fd, fd], Received(output).Select(line => line.FromFd));
        Assert.DoesNotContain("not seen received", output.Error);
    }

    [Fact]
    public async Task Over_a_connection_that_nobody_had_accepted_yet()
    {
        await using Worker worker = await PreparedAsync();
        await worker.DoAsync("socket", "l", "stream");
        await worker.DoAsync("socket", "c", "stream");
        await worker.DoAsync("bind", "l", ByteText.ToHex("\0" + worker.PidText));
        await worker.DoAsync("listen", "l");
        await worker.DoAsync("connect", "c", ByteText.ToHex("\0" + worker.PidText));
        await using Tool tool = await AttachJsonAsync(worker);
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg c rights=f");
        await worker.DoAsync("accept", "l", "d");
        await worker.ReceiveAsync("recvmsg d");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal([sent[0].Fds[0].Fd], Received(output).Select(line => line.FromFd));
    }

    [Theory]
    [InlineData("read b")]
    [InlineData("close b")]
    [InlineData("hello")]
    public async Task What_nobody_receives_is_counted_and_listed(string instead)
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker, "--in-flight");
        await worker.SendAsync("sendmsg a rights=f");
        await worker.ReceiveAsync("recvmsg b");
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f,f");
        await worker.DoAsync(instead.Split(' '));
        ToolOutput output = await tool.StopAsync();

        Assert.Contains(" 0 lost, 2 sent and not seen received", output.Error);
        JsonLine[] left = [.. output.Lines.Where(line => line.Action == "in_flight")];
        JsonLine[] shown = [.. output.Lines.Where(line => line.Action == "send").TakeLast(2)];
        // the lines of the sends once more
        Assert.Equal(shown.Select(line => (line.Ts, line.Message, line.Index, line.Fd, line.Name, line.File, line.Socket)),
            left.Select(line => (line.Ts, line.Message, line.Index, line.Fd, line.Name, line.File, line.Socket)));
        Assert.Equal(sent[0].Fds.Select(fd => fd.Fd), left.Select(line => line.Fd));
        Assert.Equal(6, output.Lines.Count);
    }

    [Fact]
    public async Task What_a_read_dropped_is_gone_once_a_later_message_was_received()
    {
        await using Worker worker = await PreparedAsync();
        await worker.OpenAsync("g", "file");
        await worker.DoAsync("dup", "f", "h");
        await using Tool tool = await AttachJsonAsync(worker);
        await worker.SendAsync("sendmsg a rights=f");
        await worker.DoAsync("read", "b");
        var sent = new List<MessageFact>();
        foreach (string slot in new[] { "g", "h" })
        {
            sent.AddRange(await worker.SendAsync($"sendmsg a rights={slot}"));
            await worker.ReceiveAsync("recvmsg b");
        }
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(sent.SelectMany(message => message.Fds).Select(fd => fd.Fd), Received(output).Select(line => line.FromFd));
        Assert.Contains(" 0 lost, 1 sent and not seen received", output.Error);
    }

    [Fact]
    public async Task What_a_read_dropped_is_gone_once_the_same_is_sent_again()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker);
        var sent = new List<MessageFact>();
        for (int i = 0; i < 3; i++)
        {
            await worker.SendAsync("sendmsg a rights=f");
            await worker.DoAsync("read", "b");
            await worker.DoAsync("dup", "f", $"g{i}");
            sent.AddRange(await worker.SendAsync($"sendmsg a rights=g{i}"));
            await worker.ReceiveAsync("recvmsg b");
        }
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(sent.SelectMany(message => message.Fds).Select(fd => fd.Fd), Received(output).Select(line => line.FromFd));
        Assert.Contains(" 0 lost, 3 sent and not seen received", output.Error);
    }

    [Fact]
    public async Task A_sender_that_the_filters_leave_out_is_not_known()
    {
        await using Worker worker = await PreparedAsync();
        Worker receiver = await worker.ForkAsync("receiver");
        TaskFact task = await receiver.HelloAsync();
        await using Tool tool = await AttachAsync("--format", "json", "-p", $"{task.Pid}");
        await worker.SendAsync("sendmsg a rights=f");
        IReadOnlyList<MessageFact> received = await receiver.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", received);
        Assert.Null(Assert.Single(output.Lines).From);
    }

    [Fact]
    public async Task At_full_speed_every_fd_finds_its_sender()
    {
        (Worker worker, string comm) = await Worker.StartNamedAsync();
        await using Worker _ = worker;
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 3);
        await using Tool tool = await AttachAsync("--format", "json", "-n", comm);
        await worker.DoAsync("burst", "a", "b", "f*3", "5000");
        ToolOutput output = await tool.StopAsync();

        JsonLine[] received = [.. Received(output)];
        Assert.Equal(15_000, received.Length);
        Assert.All(received, line => Assert.InRange(line.Latency, 0, 60_000_000_000));
        Assert.DoesNotContain("not seen received", output.Error);
    }

    private static IEnumerable<JsonLine> Received(ToolOutput output) => output.Lines.Where(line => line.Action == "recv");

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        return worker;
    }
}
