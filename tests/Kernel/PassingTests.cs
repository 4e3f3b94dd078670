// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Every number of fds, by every call, over every type of unix socket: each fd once as SEND and once as RECV.</summary>
public class PassingTests : BufferTests
{
    // the original's buffer held ten fds; 253 is all the kernel takes
    private static readonly int[] Counts = [1, 2, 10, 11, 253];

    public static TheoryData<string, string, string> Ways => WorkerTests.Ways();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_fd_is_shown_once_sent_and_once_received(string type, string send, string receive)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync(type);
        await worker.OpenAsync("f", "file", 253);
        await using Tool tool = await AttachJsonAsync(worker);
        var facts = new List<MessageFact>();
        foreach (int count in Counts)
        {
            facts.AddRange(await worker.SendAsync($"{send} a rights=f*{count}"));
            facts.AddRange(await worker.ReceiveAsync($"{receive} b"));
        }
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(2 * Counts.Sum(), facts.Sum(message => message.Fds.Count));
        Shown.Exactly(output, "fdpass", facts);
        Shown.SameFiles(output);
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("dgram")]
    [InlineData("seqpacket")]
    public async Task Between_two_processes_the_file_has_one_id(string type)
    {
        (Worker worker, string comm) = await Worker.StartNamedAsync();
        await using Worker _ = worker;
        await worker.PairAsync(type);
        await worker.OpenAsync("f", "file", 11);
        Worker receiver = await worker.ForkAsync("receiver");
        await using Tool tool = await AttachAsync("--format", "json", "-n", comm);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*11");
        IReadOnlyList<MessageFact> received = await receiver.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.NotEqual(sent[0].Pid, received[0].Pid);
        Shown.Exactly(output, comm, sent, received);
        Shown.SameFiles(output);
    }

    [Fact]
    public async Task Each_message_of_sendmmsg_and_recvmmsg_is_one_of_its_own()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 20);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmmsg a rights=f*3 / rights=f*20 / bytes=5 / rights=f1 bytes=9");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmmsg b nonblock messages=8");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal([3, 20, 0, 1], sent.Select(message => message.Fds.Count));
        Assert.Equal(24, received.Sum(message => message.Fds.Count));
        Shown.Exactly(output, "fdpass", sent, received);
        Shown.SameFiles(output);
    }

    [Fact]
    public async Task High_numbers_are_shown_as_they_are()
    {
        await using Worker worker = Worker.Start();
        int highest = int.Parse(Assert.Single(await worker.DoAsync("highest")).Split(' ')[1]);
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await worker.DoAsync("dup", "f", "high", highest.ToString());
        await worker.DoAsync("dup", "a", "socket", (highest - 1).ToString());
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg socket rights=high");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.True(highest > 1000);
        Assert.Equal(highest, sent[0].Fds[0].Fd);
        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Fact]
    public async Task Two_numbers_of_one_open_file_have_one_id()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await worker.DoAsync("dup", "f", "g");
        await worker.OpenAsync("h", "file");
        Assert.Equal("same 1", Assert.Single(await worker.DoAsync("same", "f", "g")));
        await using Tool tool = await AttachJsonAsync(worker);

        await worker.SendAsync("sendmsg a rights=f,g,h");
        ToolOutput output = await tool.StopAsync();

        string[] files = [.. output.Lines.Select(line => line.File)];
        Assert.Equal(3, files.Length);
        Assert.Equal(files[0], files[1]);
        Assert.NotEqual(files[0], files[2]);
    }

    [Theory]
    [InlineData("edge")]
    [InlineData("cold")]
    public async Task Messages_are_seen_wherever_they_lie_in_memory(string where)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 253);
        await using Tool tool = await AttachJsonAsync(worker);
        var facts = new List<MessageFact>();
        foreach (int count in Counts)
        {
            facts.AddRange(await worker.SendAsync($"sendmsg a {where} rights=f*{count}"));
            facts.AddRange(await worker.ReceiveAsync($"recvmsg b {where} room={count}"));
            facts.AddRange(await worker.SendAsync($"sendmmsg a {where} rights=f*{count}"));
            facts.AddRange(await worker.ReceiveAsync($"recvmmsg b {where} room={count}"));
        }
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", facts);
        Shown.SameFiles(output);
    }
}
