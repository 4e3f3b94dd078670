// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>Calls that wait: most receivers spend their life in one.</summary>
public class WaitingTests : BufferTests
{
    // sendmsg, recvmsg, recvmmsg, sendmmsg: on x86-64, on arm64
    private static readonly string[] s_waiting = ["46", "47", "299", "307", "211", "212", "243", "269"];

    [Theory]
    [InlineData("recvmsg")]
    [InlineData("recvmmsg")]
    public async Task A_receive_that_waited_before_the_tool_attached_is_shown(string call)
    {
        await using Worker worker = await PreparedAsync();
        Worker receiver = await worker.ForkAsync("receiver", "thread");
        TaskFact task = await receiver.HelloAsync();
        Part(worker, task);
        await receiver.PostAsync($"recv {call} b");
        await UntilWaitingAsync(task);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3");
        IReadOnlyList<MessageFact> received = await receiver.TakeAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(3, received[0].Fds.Count);
        Shown.Exactly(output, "fdpass", sent, received);
        Shown.SameFiles(output);
    }

    /// <summary>Each message would pass what tells the end of receives that wait already.</summary>
    [Fact]
    public async Task More_is_attached_only_where_a_receive_waits_already()
    {
        await using Worker worker = await PreparedAsync();
        Worker receiver = await worker.ForkAsync("receiver", "thread");
        TaskFact task = await receiver.HelloAsync();
        (int before, _) = await AttachedAsync();
        await receiver.PostAsync("recv recvmsg b");
        await UntilWaitingAsync(task);
        (int waiting, bool seesFunctions) = await AttachedAsync();
        await worker.SendAsync("sendmsg a rights=f0");
        await receiver.TakeAsync();

        Assert.InRange(before, 1, waiting);
        Assert.Equal(seesFunctions, waiting > before);

        async Task<(int Links, bool SeesFunctions)> AttachedAsync()
        {
            await using Tool tool = await AttachJsonAsync(worker);
            int links = Directory.GetFiles($"/proc/{tool.Pid}/fd").Count(fd => Native.LinkBytes(fd) is "anon_inode:bpf_link" or "anon_inode:[perf_event]");
            await tool.StopAsync();
            return (links, tool.SeesFunctions);
        }
    }

    [Fact]
    public async Task A_send_that_waited_before_the_tool_attached_is_shown()
    {
        await using Worker worker = await PreparedAsync();
        await worker.PairAsync("dgram", "c", "d");
        await worker.DoAsync("fill", "c");
        Worker sender = await worker.ForkAsync("sender", "thread");
        TaskFact task = await sender.HelloAsync();
        Part(worker, task);
        await sender.PostAsync("send sendmsg c rights=f*3");
        await UntilWaitingAsync(task);
        await using Tool tool = await AttachJsonAsync(worker);
        IReadOnlyList<MessageFact> received = await ReceiveUntilPassedAsync(worker);
        IReadOnlyList<MessageFact> sent = await sender.TakeAsync();
        ToolOutput output = await tool.StopAsync();

        if (tool.SeesFunctions)
            sent = []; // by its nature: it had passed the function in which sends are seen
        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("^{0}$")]
    public async Task Of_receives_that_waited_only_those_with_the_name_are_shown(string pattern)
    {
        (Worker worker, string comm) = await Worker.StartNamedAsync();
        await using Worker one = worker, two = Worker.Start();
        var facts = new List<IReadOnlyList<MessageFact>>();
        var receivers = new List<Worker>();
        foreach (Worker each in new[] { one, two })
        {
            await each.PairAsync("stream");
            await each.OpenAsync("f", "file");
            Worker receiver = await each.ForkAsync("receiver", "thread");
            receivers.Add(receiver);
            TaskFact task = await receiver.HelloAsync();
            Part(each, task);
            await receiver.PostAsync("recv recvmsg b");
            await UntilWaitingAsync(task);
        }
        await using Tool tool = await AttachAsync("--format", "json", "-n", string.Format(CultureInfo.InvariantCulture, pattern, comm));
        facts.Add(await one.SendAsync("sendmsg a rights=f"));
        facts.Add(await receivers[0].TakeAsync());
        await two.SendAsync("sendmsg a rights=f");
        await receivers[1].TakeAsync();
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, comm, [.. facts]);
    }

    [Theory]
    [InlineData("--uid")]
    [InlineData("--cgroup")]
    public async Task Of_receives_that_waited_only_those_the_kernel_would_let_through_are_shown(string option)
    {
        const string User = "31415";
        await using Worker one = await PreparedAsync(), two = await PreparedAsync();
        using Cgroup cgroup = Cgroup.Make();
        if (option == "--uid")
            await one.DoAsync("uid", User);
        else
            cgroup.Add(one.Pid, cgroup.Below);
        var receivers = new List<Worker>();
        foreach (Worker each in new[] { one, two })
        {
            Worker receiver = await each.ForkAsync("receiver", "thread");
            receivers.Add(receiver);
            TaskFact task = await receiver.HelloAsync();
            Part(each, task);
            await receiver.PostAsync("recv recvmsg b");
            await UntilWaitingAsync(task);
        }
        await using Tool tool = await AttachAsync("--format", "json", option, option == "--uid" ? User : cgroup.Path);
        await two.SendAsync("sendmsg a rights=f0");
        await receivers[1].TakeAsync();
        IReadOnlyList<MessageFact> sent = await one.SendAsync("sendmsg a rights=f0");
        IReadOnlyList<MessageFact> received = await receivers[0].TakeAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.True(received[0].Passed);
        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Theory]
    [InlineData("recvmsg")]
    [InlineData("recvmmsg")]
    public async Task A_receive_that_waits_for_what_is_sent_later_is_shown(string call)
    {
        await using Worker worker = await PreparedAsync();
        Worker receiver = await worker.ForkAsync("receiver", "thread");
        TaskFact task = await receiver.HelloAsync();
        Part(worker, task);
        await using Tool tool = await AttachJsonAsync(worker);
        await receiver.PostAsync($"recv {call} b");
        await UntilWaitingAsync(task);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3");
        IReadOnlyList<MessageFact> received = await receiver.TakeAsync();
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Fact]
    public async Task A_receive_that_was_stopped_and_goes_on_is_shown_once()
    {
        await using Worker worker = await PreparedAsync();
        Worker receiver = await worker.ForkAsync("receiver");
        TaskFact task = await receiver.HelloAsync();
        Part(worker, task);
        await using Tool tool = await AttachAsync("--format", "json", "-p", task.Pid.ToString(CultureInfo.InvariantCulture));
        await receiver.PostAsync("recv recvmsg b");
        await UntilWaitingAsync(task);
        Native.Signal(task.Pid, Native.SigStop);
        await worker.SendAsync("sendmsg a rights=f*3");
        Native.Signal(task.Pid, Native.SigCont);
        IReadOnlyList<MessageFact> received = await receiver.TakeAsync();
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", received);
    }

    [Fact]
    public async Task A_send_that_had_to_wait_for_room_is_shown_when_it_went()
    {
        await using Worker worker = await PreparedAsync();
        await worker.PairAsync("dgram", "c", "d");
        await worker.DoAsync("fill", "c");
        Worker sender = await worker.ForkAsync("sender", "thread");
        TaskFact task = await sender.HelloAsync();
        Part(worker, task);
        await using Tool tool = await AttachJsonAsync(worker);
        await sender.PostAsync("send sendmsg c rights=f*3");
        await UntilWaitingAsync(task);
        IReadOnlyList<MessageFact> received = await ReceiveUntilPassedAsync(worker);
        IReadOnlyList<MessageFact> sent = await sender.TakeAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(3, received[0].Fds.Count);
        Shown.Exactly(output, "fdpass", sent, received);
    }

    /// <summary>
    /// Gives each a CPU of its own. Newer kernels leave out a program's run where another task was preempted in the same one (docs/hooks.md):
    /// with raw tracepoints that may be the sender that has just woken the receiver, and on an emulated processor it often is.
    /// </summary>
    private static void Part(Worker worker, TaskFact task)
    {
        using var self = Process.GetCurrentProcess();
        var allowed = (ulong)self.ProcessorAffinity;
        Native.RunOn(worker.Pid, BitOperations.TrailingZeroCount(allowed));
        Native.RunOn(task.Tid, BitOperations.Log2(allowed));
    }

    private static async Task<IReadOnlyList<MessageFact>> ReceiveUntilPassedAsync(Worker worker)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg d nonblock");
            if (received.Any(message => message.Passed))
                return received;
        }
        throw new InvalidOperationException("no fds arrived");
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 3);
        return worker;
    }

    /// <summary>Until the thread sleeps in a system call on a socket.</summary>
    private static async Task UntilWaitingAsync(TaskFact task)
    {
        string path = $"/proc/{task.Pid}/task/{task.Tid}/syscall";
        bool waits = await Patience.UntilAsync(2, async () =>
        {
            string call = (await File.ReadAllTextAsync(path)).Split(' ')[0];
            return s_waiting.Contains(call);
        });
        Assert.True(waits, "the call does not wait");
    }
}
