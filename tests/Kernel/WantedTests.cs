// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>--uid, --cgroup, --kind and --socket: what was asked for is shown, and nothing else.</summary>
public sealed class WantedTests
{
    private static readonly string[] Kinds = ["file", "dir", "pipe", "socket", "eventfd", "memfd", "pidfd", "epoll", "timerfd", "inotify"];

    [Fact]
    public async Task By_kind_only_such_files_and_their_places_in_the_message()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        foreach (string kind in Kinds)
            await worker.OpenAsync(kind, Facts(kind));
        string slots = string.Join(',', Kinds);
        for (int i = 0; i < Kinds.Length; i++)
        {
            await using Tool tool = await Tool.AttachJsonAsync(worker, "--kind", Kinds[i]);
            IReadOnlyList<MessageFact> sent = await worker.SendAsync($"sendmsg a rights={slots}");
            await worker.ReceiveAsync("recvmsg b");
            ToolOutput output = await tool.StopAsync();

            Assert.Equal(2, output.Lines.Count);
            Assert.All(output.Lines, line => Assert.Equal((Kinds[i], i, Kinds.Length), (line.Kind, line.Index, line.Count)));
            Assert.Equal(sent[0].Fds[i].Name, output.Lines[0].Name);
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
        await using Tool tool = await Tool.AttachJsonAsync(worker, "--socket", path);

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
        await using Tool own = await Tool.AttachJsonAsync(worker, "--uid", task.Uid.ToString());
        await using Tool other = await Tool.AttachJsonAsync(worker, "--uid", (task.Uid + 1).ToString());

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f");
        Shown.Exactly(await own.StopAsync(), "fdpass", sent);
        Shown.Nothing(await other.StopAsync());
    }

    [Fact]
    public async Task By_cgroup_only_what_is_in_it_or_below()
    {
        await using Worker worker = Worker.Start(), other = Worker.Start();
        // wherever else the tree may be mounted: it is the same everywhere
        string root = Directory.CreateTempSubdirectory("cgroup-").FullName;
        Do("mount", "-t", "cgroup2", "nodev", root);
        string group = Path.Combine(root, $"sofdsnoop-{worker.Pid}"), below = Path.Combine(group, "below");
        Directory.CreateDirectory(below);
        string before = File.ReadAllText($"/proc/{worker.Pid}/cgroup").Split('\n').Single(line => line.StartsWith("0::"))[3..];
        try
        {
            foreach (Worker each in new[] { worker, other })
            {
                await each.PairAsync("stream");
                await each.OpenAsync("f", "file");
            }
            await File.WriteAllTextAsync(below + "/cgroup.procs", worker.PidText, TestContext.Current.CancellationToken);
            await using Tool tool = await Tool.AttachAsync("--format", "json", "--cgroup", group);

            IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f");
            await other.SendAsync("sendmsg a rights=f");
            Shown.Exactly(await tool.StopAsync(), "fdpass", sent);
        }
        finally
        {
            await File.WriteAllTextAsync(root + before + "/cgroup.procs", worker.PidText, TestContext.Current.CancellationToken);
            Directory.Delete(below);
            Directory.Delete(group);
            Do("umount", root);
            Directory.Delete(root);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(253)]
    public async Task A_perf_buffer_brings_the_same(int count)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", count);
        await using Tool tool = await Tool.AttachJsonAsync(worker, "--buffer", "perf");

        var facts = new List<MessageFact>();
        for (int i = 0; i < 20; i++)
        {
            facts.AddRange(await worker.SendAsync($"sendmsg a rights=f*{count}"));
            facts.AddRange(await worker.ReceiveAsync("recvmsg b"));
        }
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", facts);
        Shown.SameFiles(output);
        Assert.Equal(new Summary(40, 40 * count, 0), Summary.Of(output));
    }

    private static void Do(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    // the worker's word for what the tool calls otherwise
    private static string Facts(string kind) => kind switch
    {
        "dir" => "directory",
        "pipe" => "pipe-read",
        "socket" => "tcp",
        _ => kind,
    };
}
