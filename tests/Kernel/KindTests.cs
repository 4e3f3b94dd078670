// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>Every kind of file by the name the kernel gives it and by the kind the tool says it is.</summary>
public class KindTests : BufferTests
{
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["file"] = ["file", "deleted", "named-deleted", "renamed", "hard-link", "tmpfile", "shm", "proc", "proc-system", "sys"],
        ["dir"] = ["directory", "path-directory", "deleted-directory", "root", "proc-directory", "detached-mount"],
        ["symlink"] = ["path-symlink"],
        ["pipe"] = ["pipe-read", "pipe-write"],
        ["fifo"] = ["fifo"],
        ["char"] = ["null", "ptmx", "pts"],
        ["block"] = ["block"],
        ["socket"] =
        [
            "unix-stream", "unix-dgram", "unix-seqpacket", "tcp", "tcp6", "udp", "raw", "netlink", "packet", "vsock",
        ],
        ["namespace"] = ["ns-mnt", "ns-net", "ns-pid", "ns-user", "ns-uts", "ns-ipc", "ns-cgroup", "ns-time"],
        ["eventfd"] = ["eventfd"],
        ["epoll"] = ["epoll"],
        ["timerfd"] = ["timerfd"],
        ["signalfd"] = ["signalfd"],
        ["inotify"] = ["inotify"],
        ["fanotify"] = ["fanotify"],
        ["memfd"] = ["memfd", "memfd-hostile", "memfd-unnamed", "memfd-sealed", "memfd-huge"],
        ["dmabuf"] = ["dmabuf", "dmabuf-unnamed"],
        ["secretmem"] = ["secret"],
        ["pidfd"] = ["pidfd"],
        ["userfaultfd"] = ["userfault"],
        ["io_uring"] = ["uring"],
        ["bpf"] = ["bpf-map", "bpf-program"],
    };

    [Fact]
    public async Task Every_kind_has_the_name_that_readlink_prints()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        IReadOnlyList<Kind> kinds = await Kind.OpenAllAsync(worker);
        await using Tool tool = await AttachJsonAsync(worker);
        var facts = new List<MessageFact>();
        foreach (Kind kind in kinds)
        {
            facts.AddRange(await worker.SendAsync($"sendmsg a rights={kind.Slot}"));
            facts.AddRange(await worker.ReceiveAsync("recvmsg b nonblock"));
        }
        ToolOutput output = await tool.StopAsync();

        Kind[] passed = [.. kinds.Where((_, index) => facts[2 * index].Passed)];
        // since Linux 6.7 an io_uring cannot be sent; everything else can
        Assert.DoesNotContain(kinds.Except(passed), kind => kind.Slot != "uring");
        Shown.Exactly(output, "fdpass", facts);
        Shown.SameFiles(output);
        KindsAreRight(passed, output);
    }

    [Fact]
    public async Task All_kinds_together_in_one_message()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("seqpacket");
        Kind[] kinds = [.. (await Kind.OpenAllAsync(worker)).Where(kind => kind.Slot != "uring")];
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync($"sendmsg a rights={string.Join(',', kinds.Select(kind => kind.Slot))}");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(kinds.Length, received[0].Fds.Count);
        Shown.Exactly(output, "fdpass", sent, received);
        Shown.SameFiles(output);
    }

    private static void KindsAreRight(Kind[] kinds, ToolOutput output)
    {
        var wrong = new StringBuilder();
        IReadOnlyList<JsonLine> lines = output.Lines;
        for (int i = 0; i < lines.Count; i++)
        {
            string slot = kinds[i / 2].Slot;
            string? expected = Kinds.FirstOrDefault(pair => pair.Value.Contains(slot)).Key;
            if (expected is not null && expected != lines[i].Kind)
                wrong.AppendLine($"{lines[i].Action} {slot}: kind is {lines[i].Kind}, expected {expected}");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }
}
