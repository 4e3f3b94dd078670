// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>With --failed, sends that the kernel refused are shown with the reason, and with what they would have passed.</summary>
public class FailedTests : BufferTests
{
    [Theory]
    [InlineData("stream", "sendmsg a rights=f0,f1", "EPERM")]
    [InlineData("stream", "sendmsg a rights=f0,#9999,f1", "EBADF")]
    [InlineData("dgram", "sendmsg a nonblock rights=f*3", "EAGAIN")]
    [InlineData("stream", "sendmmsg a rights=#9999,f2", "EBADF")]
    public async Task A_refused_send_is_shown_with_the_name_of_its_error(string type, string send, string error)
    {
        if (error == "EPERM")
            KernelFeature.Need(KernelFeature.SocketRights);
        await using Worker worker = Worker.Start();
        await worker.PairAsync(type);
        await worker.OpenAsync("f", "file", 3);
        if (error == "EPERM")
            await worker.DoAsync("option", "b", "passrights", "0");
        if (error == "EAGAIN")
            await worker.DoAsync("fill", "a");
        await using Tool tool = await AttachJsonAsync(worker, "--failed");

        IReadOnlyList<MessageFact> refused = await worker.SendAsync(send);
        ToolOutput output = await tool.StopAsync();

        Assert.True(refused[0].Result < 0);
        IReadOnlyList<JsonLine> lines = output.Lines;
        Assert.Equal(refused[0].Fds.Select(fd => fd.Fd), lines.Select(line => line.Fd));
        // the number that is no fd has no name
        Assert.Equal(refused[0].Fds.Select(fd => fd.Name), lines.Select(line => line.Name));
        Assert.All(lines, line => Assert.Equal("-" + error, line.Result));
        Assert.All(lines, line => Assert.Equal(refused[0].Via, line.Via));
    }

    [Theory]
    [InlineData("rights=f*200 rights=f*54")]
    [InlineData("rights=f*254")]
    public async Task Of_more_fds_than_the_kernel_takes_as_many_as_it_takes_are_shown_as_refused(string message)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 254);
        await using Tool tool = await AttachJsonAsync(worker, "--failed");

        IReadOnlyList<MessageFact> refused = await worker.SendAsync($"sendmsg a {message}");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(254, refused[0].Fds.Count);
        Assert.Equal(refused[0].Fds.Take(253).Select(fd => $"{fd.Fd} {fd.Name}"), output.Lines.Select(line => $"{line.Fd} {line.Name}"));
        Assert.All(output.Lines, line => Assert.Equal("-EINVAL", line.Result));
        Assert.All(output.Lines, line => Assert.Contains("incomplete", line.Flags));
        Assert.Equal(0, Summary.Of(output).Lost);
    }

    [Theory]
    [InlineData("recvmsg")]
    [InlineData("recvmmsg")]
    public async Task A_receive_that_failed_is_shown_without_an_fd(string call)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await using Tool tool = await AttachJsonAsync(worker, "--failed");

        IReadOnlyList<MessageFact> failed = await worker.ReceiveAsync($"{call} b nonblock");
        ToolOutput output = await tool.StopAsync();

        JsonLine line = Assert.Single(output.Lines);
        Assert.Equal(("recv", call, failed[0].SocketFd, failed[0].Socket, "-EAGAIN"), (line.Action, line.Via, line.SocketFd, line.Socket, line.Result));
    }

    [Fact]
    public async Task A_user_who_has_too_many_fds_under_way_is_refused_more()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 10);
        // the limit is that of open files, and holds for users without privileges
        await worker.DoAsync("uid", "31416");
        await worker.DoAsync("room", "5");
        await using Tool tool = await AttachJsonAsync(worker, "--failed");

        MessageFact last;
        do
            last = Assert.Single(await worker.SendAsync("sendmsg a nonblock rights=f*10"));
        while (last.Result >= 0);
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(10, last.Fds.Count);
        Assert.Equal(last.Fds.Select(fd => fd.Name), output.Lines.TakeLast(10).Select(line => line.Name));
        Assert.All(output.Lines.TakeLast(10), line => Assert.Equal("-ETOOMANYREFS", line.Result));
        Assert.All(output.Lines.SkipLast(10), line => Assert.Equal("1", line.Result));
    }

    [Fact]
    public async Task The_table_has_a_column_for_it()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 2);
        await using Tool tool = await AttachAsync("--failed", "-p", worker.PidText);

        await worker.SendAsync("sendmsg a rights=f0,#9999");
        await worker.SendAsync("sendmsg a rights=f1");
        ToolOutput output = await tool.StopAsync();

        string[] results = [.. output.TextLines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5])];
        Assert.Equal(["RESULT", "EBADF", "EBADF", "ok"], results);
    }
}
