// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>--uid, --cgroup, --kind and --socket: what was asked for is shown, and nothing else.</summary>
public class WantedTests : BufferTests
{
    // what the tool calls a kind, and what the worker calls one of that kind
    private static readonly (string Kind, string Opened)[] Kinds =
    [
        ("file", "file"), ("dir", "directory"), ("pipe", "pipe-read"), ("socket", "tcp"), ("eventfd", "eventfd"), ("memfd", "memfd"),
        ("pidfd", "pidfd"), ("epoll", "epoll"), ("timerfd", "timerfd"), ("inotify", "inotify"), ("signalfd", "signalfd"), ("fifo", "fifo"),
        ("char", "null"), ("symlink", "path-symlink"), ("namespace", "ns-net"), ("bpf", "bpf-map"), ("fanotify", "fanotify"),
        ("secretmem", "secret"), ("userfaultfd", "userfault"), ("block", "block"),
    ];

    /// <summary>Not every kernel has these, and not every machine a block device.</summary>
    private static readonly string[] MayBeMissing = ["fanotify", "secretmem", "userfaultfd", "block"];

    [Fact]
    public async Task By_kind_only_such_files_and_their_places_in_the_message()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        var kinds = new List<string>();
        foreach ((string kind, string opened) in Kinds)
        {
            if (await worker.TryAsync("open", kind, opened) == 0)
                kinds.Add(kind);
        }
        Assert.Empty(Kinds.Select(pair => pair.Kind).Except(kinds).Except(MayBeMissing));
        for (int i = 0; i < kinds.Count; i++)
        {
            await using Tool tool = await AttachJsonAsync(worker, "--kind", kinds[i]);
            IReadOnlyList<MessageFact> sent = await worker.SendAsync($"sendmsg a rights={string.Join(',', kinds)}");
            await worker.ReceiveAsync("recvmsg b");
            ToolOutput output = await tool.StopAsync();

            Assert.Equal(2, output.Lines.Count);
            Assert.All(output.Lines, line => Assert.Equal((kinds[i], i, kinds.Count), (line.Kind, line.Index, line.Count)));
            Assert.Equal(sent[0].Fds[i].Name, output.Lines[0].Name);
            Assert.Equal(sent[0].Fds[i].Fd, output.Lines[1].FromFd);
            Assert.Equal(2, Summary.Of(output).Fds);
        }
    }

    [Theory]
    [InlineData("@")]
    [InlineData("/")]
    public async Task By_socket_only_what_goes_over_it(string start)
    {
        await using Worker worker = Worker.Start();
        string path = start == "@" ? "@" + worker.PidText : Path.Combine(worker.Directory, "s");
        string address = ByteText.ToHex(start == "@" ? "\0" + worker.PidText : path);
        await worker.DoAsync("socket", "server", "dgram");
        await worker.DoAsync("bind", "server", address);
        await worker.DoAsync("socket", "client", "dgram");
        await worker.DoAsync("connect", "client", address);
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await using Tool tool = await AttachJsonAsync(worker, "--socket", path);

        await worker.SendAsync("sendmsg a rights=f");
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg client rights=f");
        await worker.ReceiveAsync("recvmsg b");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg server");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
        Assert.All(output.Lines, line => Assert.Equal(path, line.SocketPath));
    }

    [Fact]
    public async Task By_user_only_that_users_processes()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        TaskFact task = await worker.HelloAsync();
        await using Tool own = await AttachJsonAsync(worker, "--uid", task.Uid.ToString());
        await using Tool other = await AttachJsonAsync(worker, "--uid", (task.Uid + 1).ToString());

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f");
        Shown.Exactly(await own.StopAsync(), "fdpass", sent);
        Shown.Nothing(await other.StopAsync());
    }

    [Fact]
    public async Task By_cgroup_only_what_is_in_it_or_below()
    {
        await using Worker worker = Worker.Start(), below = Worker.Start(), other = Worker.Start();
        using Cgroup cgroup = Cgroup.Make();
        foreach (Worker each in new[] { worker, below, other })
        {
            await each.PairAsync("stream");
            await each.OpenAsync("f", "file");
        }
        cgroup.Add(worker.Pid);
        cgroup.Add(below.Pid, cgroup.Below);
        await using Tool tool = await AttachAsync("--format", "json", "--cgroup", cgroup.Path);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f");
        await other.SendAsync("sendmsg a rights=f");
        IReadOnlyList<MessageFact> sentBelow = await below.SendAsync("sendmsg a rights=f");
        Shown.Exactly(await tool.StopAsync(), "fdpass", sent, sentBelow);
    }
}
