// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Calls that look like passing an fd and are not: nothing may be shown.</summary>
public class NothingPassedTests : BufferTests
{
    [Fact]
    public async Task Data_alone_over_a_buffer_with_old_control_data()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker);

        await worker.SendAsync("sendmsg a bytes=5");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b stale=f*3");
        await worker.SendAsync("sendmmsg a bytes=5 / bytes=6");
        await worker.ReceiveAsync("recvmmsg b nonblock stale=f*3 messages=4");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(5, received[0].Result);
        Shown.Nothing(output);
    }

    [Theory]
    [InlineData("recvmsg")]
    [InlineData("recvmmsg")]
    public async Task A_receive_that_failed(string call)
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync($"{call} b nonblock stale=f*3");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(-11, received[0].Result);
        Shown.Nothing(output);
    }

    [Fact]
    public async Task A_receive_at_the_end_of_the_stream()
    {
        await using Worker worker = await PreparedAsync();
        await worker.DoAsync("close", "a");
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b stale=f*3");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(0, received[0].Result);
        Shown.Nothing(output);
    }

    [Theory]
    [InlineData("recvmsg")]
    [InlineData("recvmmsg")]
    public async Task A_receive_that_seccomp_answered_in_the_kernels_place(string call)
    {
        await using Worker worker = await PreparedAsync();
        await worker.DoAsync("deny", call, "0");
        await using Tool tool = await AttachJsonAsync(worker);

        await worker.SendAsync("sendmsg a bytes=1");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync($"{call} b stale=f*3");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(0, received[0].Result);
        Shown.Nothing(output);
    }

    [Theory]
    [InlineData("sendmsg", 0)]
    [InlineData("sendmmsg", 0)]
    [InlineData("sendmsg", 1)]
    public async Task A_send_that_seccomp_answered_in_the_kernels_place(string call, int errno)
    {
        await using Worker worker = await PreparedAsync();
        await worker.DoAsync("deny", call, errno.ToString());
        await using Tool tool = await AttachJsonAsync(worker);

        await worker.SendAsync($"{call} a rights=f*3");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b nonblock stale=f*3");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(-11, received[0].Result);
        Shown.Nothing(output);
    }

    [Fact]
    public async Task Rights_on_an_internet_socket()
    {
        await using Worker worker = await PreparedAsync();
        await worker.DoAsync("udp", "u", "v");
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg u rights=f*3");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg v stale=f*3");
        ToolOutput output = await tool.StopAsync();

        // the kernel took the data and did not look at the rights
        Assert.Equal(1, sent[0].Result);
        Assert.Equal(1, received[0].Result);
        Assert.Empty(received[0].Fds);
        Shown.Nothing(output);
    }

    [Fact]
    public async Task Credentials_alone()
    {
        await using Worker worker = await PreparedAsync();
        await worker.DoAsync("option", "b", "passcred", "1");
        if (KernelFeature.SocketPidfd.IsHere)
            await worker.DoAsync("option", "b", "passpidfd", "1");
        await using Tool tool = await AttachJsonAsync(worker);

        await worker.SendAsync("sendmsg a creds");
        await worker.ReceiveAsync("recvmsg b stale=f*3");
        ToolOutput output = await tool.StopAsync();

        Shown.Nothing(output);
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 3);
        return worker;
    }
}
