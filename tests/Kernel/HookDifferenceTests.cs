// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// What one hook sees and another does not, by its nature: the table in docs/hooks.md. 32-bit programs are in <see cref="WayTests"/>,
/// sends that waited in <see cref="WaitingTests"/>.
/// </summary>
public class HookDifferenceTests : BufferTests
{
    [Fact]
    public async Task A_call_that_fails_before_it_reaches_the_socket_is_seen_by_system_call_only()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker, "--failed");

        IReadOnlyList<MessageFact> refused = await worker.SendAsync("sendmsg #9999 rights=f0");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(-9, Assert.Single(refused).Result);
        Assert.Equal(tool.SeesFunctions ? [] : ["send 9999 -EBADF"], Told(output));
    }

    [Fact]
    public async Task The_message_at_which_a_call_for_many_ended_is_seen_by_function_only()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker, "--failed");

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmmsg a rights=f0 / rights=#9999");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmmsg b nonblock messages=2");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(1, sent[0].Result);
        Assert.Equal(1, Assert.Single(received).Result);
        string send = $"send {sent[0].SocketFd}", receive = $"recv {received[0].SocketFd}";
        string[] expected = tool.SeesFunctions
            ? [$"{send} 1", $"{send} -EBADF", $"{receive} 1", $"{receive} -EAGAIN"]
            : [$"{send} 1", $"{receive} 1"];
        Assert.Equal(expected, Told(output));
    }

    [Fact]
    public async Task A_pidfd_that_comes_alone_is_seen_by_system_call_only()
    {
        KernelFeature.Need(KernelFeature.SocketPidfd);
        await using Worker worker = await PreparedAsync();
        await worker.DoAsync("option", "b", "passpidfd", "1");
        await using Tool tool = await AttachJsonAsync(worker, "--all-paths");

        await worker.SendAsync("sendmsg a bytes=1");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.Single(received[0].PidFds);
        Assert.Equal(tool.SeesFunctions ? [] : [$"recv {received[0].SocketFd} 1"], Told(output));
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 2);
        return worker;
    }

    // not JsonLine: what failed before there was a file has no keys for one
    private static IEnumerable<string> Told(ToolOutput output) => output.TextLines.Select(static line =>
    {
        using var json = JsonDocument.Parse(line);
        JsonElement all = json.RootElement;
        return $"{all.GetProperty("action").GetString()} {all.GetProperty("socket_fd")} {all.GetProperty("result")}";
    });
}
