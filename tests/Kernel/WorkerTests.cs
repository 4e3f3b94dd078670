// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>The worker by itself: the facts the other tests rely on are what Linux documents.</summary>
[Trait("Hook", "any")]
public sealed class WorkerTests
{
    public static TheoryData<string, string, string> Ways()
    {
        var ways = new TheoryData<string, string, string>();
        foreach (string type in new[] { "stream", "dgram", "seqpacket" })
            foreach (string send in new[] { "sendmsg", "sendmmsg" })
                foreach (string receive in new[] { "recvmsg", "recvmmsg" })
                    ways.Add(type, send, receive);
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_sent_arrives_under_the_same_name(string type, string send, string receive)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync(type);
        await worker.OpenAsync("f", "file", 253);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync($"{send} a rights=f*253");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync($"{receive} b");

        Assert.Equal(253, Assert.Single(sent).Fds.Count);
        Assert.Equal(sent[0].Fds.Select(fd => fd.Name), Assert.Single(received).Fds.Select(fd => fd.Name));
        Assert.Equal(253, received[0].Fds.Select(fd => fd.Name).Distinct().Count());
        Assert.Equal(1, sent[0].Result);
        Assert.Equal(1, received[0].Result);
    }

    [Fact]
    public async Task At_least_sixty_kinds_can_be_opened_here()
    {
        await using Worker worker = Worker.Start();
        IReadOnlyList<Kind> kinds = await Kind.OpenAllAsync(worker);

        Assert.True(kinds.Count >= 60, string.Join(' ', kinds.Select(kind => kind.Slot)));
    }

    [Fact]
    public async Task A_forked_worker_is_another_process_and_a_thread_is_not()
    {
        await using Worker worker = Worker.Start();
        TaskFact own = await worker.HelloAsync();
        TaskFact process = await (await worker.ForkAsync("p")).HelloAsync();
        TaskFact thread = await (await worker.ForkAsync("t", "thread")).HelloAsync();

        Assert.Equal(worker.Pid, own.Pid);
        Assert.NotEqual(own.Pid, process.Pid);
        Assert.Equal(own.Pid, thread.Pid);
        Assert.NotEqual(own.Tid, thread.Tid);
    }

    [Theory]
    [InlineData("edge")]
    [InlineData("cold")]
    public async Task The_kernel_takes_messages_wherever_they_lie(string where)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 3);

        await worker.SendAsync($"sendmsg a {where} rights=f*3");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync($"recvmsg b {where} room=3");

        Assert.Equal(3, Assert.Single(received).Fds.Count);
        Assert.False(received[0].IsTruncated);
    }
}
