// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>-p, -t and -n: what was asked for is shown, and nothing of anybody else.</summary>
public class FilterTests : BufferTests
{
    [Fact]
    public async Task By_pid_only_that_process()
    {
        await using Worker worker = await PreparedAsync();
        Worker other = await worker.ForkAsync("other");
        Worker thread = await worker.ForkAsync("thread", "thread");
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> own = await worker.SendAsync("sendmsg a rights=f");
        await other.ReceiveAsync("recvmsg b");
        await other.SendAsync("sendmsg b rights=f");
        IReadOnlyList<MessageFact> received = await thread.ReceiveAsync("recvmsg a");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", own, received);
    }

    [Fact]
    public async Task By_tid_only_that_thread()
    {
        await using Worker worker = await PreparedAsync();
        Worker thread = await worker.ForkAsync("thread", "thread");
        TaskFact task = await thread.HelloAsync();
        await using Tool tool = await AttachAsync("--format", "json", "-t", task.Tid.ToString());

        await worker.SendAsync("sendmsg a rights=f");
        IReadOnlyList<MessageFact> received = await thread.ReceiveAsync("recvmsg b");
        IReadOnlyList<MessageFact> sent = await thread.SendAsync("sendmsg b rights=f");
        await worker.ReceiveAsync("recvmsg a");
        ToolOutput output = await tool.StopAsync();

        Assert.NotEqual(task.Pid, task.Tid);
        Shown.Exactly(output, "fdpass", received, sent);
    }

    [Fact]
    public async Task A_tid_wins_over_a_pid()
    {
        await using Worker worker = await PreparedAsync();
        Worker other = await worker.ForkAsync("other");
        TaskFact task = await other.HelloAsync();
        await using Tool tool = await AttachJsonAsync(worker, "-t", task.Tid.ToString());

        await worker.SendAsync("sendmsg a rights=f");
        IReadOnlyList<MessageFact> received = await other.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", received);
    }

    [Theory]
    [InlineData("{0}")]                // as it is
    [InlineData("^{0}$")]              // a regular expression
    [InlineData("{1}")]                // a part of it, as the original took it
    [InlineData("nobody|{1}[0-9a-f]")]
    public async Task By_name_only_those_with_that_name(string pattern)
    {
        (Worker worker, string comm) = await Worker.StartNamedAsync();
        await using Worker _ = worker;
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await using Worker stranger = await PreparedAsync();
        await using Tool tool = await AttachAsync("--format", "json", "-n", string.Format(pattern, comm, comm[..10]));

        await stranger.SendAsync("sendmsg a rights=f");
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f");
        await stranger.ReceiveAsync("recvmsg b");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, comm, sent, received);
    }

    [Fact]
    public async Task By_name_also_threads_whose_process_has_that_name()
    {
        (Worker worker, string comm) = await Worker.StartNamedAsync();
        await using Worker _ = worker;
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        Worker thread = await worker.ForkAsync("thread", "thread");
        await thread.DoAsync("comm", ByteText.ToHex("renamed"));
        await using Tool tool = await AttachAsync("--format", "json", "-n", comm);

        IReadOnlyList<MessageFact> sent = await thread.SendAsync("sendmsg a rights=f");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "renamed", sent);
    }

    [Fact]
    public async Task Without_a_filter_everybody_is_shown()
    {
        await using Worker one = await PreparedAsync(), two = await PreparedAsync();
        await using Tool tool = await AttachAsync("--format", "json");

        await one.SendAsync("sendmsg a rights=f");
        await two.SendAsync("sendmsg a rights=f");
        ToolOutput output = await tool.StopAsync();

        Assert.Single(output.Lines, line => line.Pid == one.Pid);
        Assert.Single(output.Lines, line => line.Pid == two.Pid);
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        return worker;
    }
}
