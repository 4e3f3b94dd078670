// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Sends that the kernel refused, and receives that did not bring everything: shown is what really happened.</summary>
public class OutcomeTests : BufferTests
{
    private const int EPerm = 1;
    private const int EBadF = 9;
    private const int EAgain = 11;
    private const int EInval = 22;

    [Fact]
    public async Task A_send_of_a_number_that_is_no_fd_is_no_send() =>
        await RefusedAsync("stream", _ => Task.CompletedTask, "sendmsg a rights=f0,#9999", EBadF);

    [Fact]
    public async Task A_send_of_254_fds_is_no_send() =>
        await RefusedAsync("stream", _ => Task.CompletedTask, "sendmsg a rights=f*200 rights=f*54", EInval);

    [Fact]
    public async Task A_send_that_would_have_to_wait_is_no_send() =>
        await RefusedAsync("dgram", worker => worker.DoAsync("fill", "a"), "sendmsg a nonblock rights=f*3", EAgain);

    [Fact]
    public async Task A_send_to_a_socket_that_takes_no_fds_is_no_send()
    {
        KernelFeature.Need(KernelFeature.SocketRights);
        await RefusedAsync("stream", worker => worker.DoAsync("option", "b", "passrights", "0"), "sendmsg a rights=f*3", EPerm);
    }

    private async Task RefusedAsync(string type, Func<Worker, Task> prepare, string send, int errno)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync(type);
        await worker.PairAsync("stream", "c", "d");
        await worker.OpenAsync("f", "file", 253);
        await prepare(worker);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> refused = await worker.SendAsync(send);
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg c rights=f1");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(-errno, Assert.Single(refused).Result);
        Shown.Exactly(output, "fdpass", refused, sent);
    }

    [Fact]
    public async Task Of_a_sendmmsg_that_stops_half_way_only_what_went_is_shown()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 5);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmmsg a rights=f*2 / rights=f*3 / rights=#9999 / rights=f*4");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal([true, true, false, false], sent.Select(message => message.Result > 0));
        Shown.Exactly(output, "fdpass", sent);
    }

    [Fact]
    public async Task Credentials_before_between_and_after_the_fds_hide_none()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.DoAsync("option", "b", "passcred", "1");
        await worker.OpenAsync("f", "file", 7);
        await using Tool tool = await AttachJsonAsync(worker);

        var facts = new List<MessageFact>();
        foreach (string message in new[] { "creds rights=f*3", "rights=f*3 creds", "rights=f*3 creds rights=f3,f4,f5,f6" })
        {
            facts.AddRange(await worker.SendAsync($"sendmsg a {message}"));
            facts.AddRange(await worker.ReceiveAsync("recvmsg b"));
        }
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", facts);
        Shown.SameFiles(output);
    }

    [Fact]
    public async Task Two_control_messages_of_3_and_4_fds_arrive_as_one_of_7()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 7);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3 rights=f3,f4,f5,f6");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(7, received[0].Fds.Count);
        Shown.Exactly(output, "fdpass", sent, received);
        Shown.SameFiles(output);
        Assert.Equal(2, output.Lines.Select(line => line.Message).Distinct().Count());
    }

    [Fact]
    public async Task The_pidfd_a_receiver_asked_for_is_not_one_of_the_fds_that_were_sent()
    {
        KernelFeature.Need(KernelFeature.SocketPidfd);
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.DoAsync("option", "b", "passpidfd", "1");
        await worker.OpenAsync("f", "file", 2);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*2");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.Single(received[0].PidFds);
        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Fact]
    public async Task Each_peek_installs_new_fds_and_says_that_it_is_one()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 2);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*2");
        IReadOnlyList<MessageFact> first = await worker.ReceiveAsync("recvmsg b peek");
        IReadOnlyList<MessageFact> second = await worker.ReceiveAsync("recvmmsg b peek");
        IReadOnlyList<MessageFact> last = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, first, second, last);
        Assert.Equal(
            [false, false, true, true, true, true, false, false],
            output.Lines.Select(line => line.Flags.Contains("peek")));
    }

    [Fact]
    public async Task Room_for_two_of_four_brings_two_and_says_so()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 4);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*4");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b room=2");
        ToolOutput output = await tool.StopAsync();

        Assert.True(received[0].IsTruncated);
        Assert.Equal(2, received[0].Fds.Count);
        Shown.Exactly(output, "fdpass", sent, received);
        Shown.SameFiles(output);
        Assert.All(output.Lines, line => Assert.Equal(line.Action == "recv", line.Flags.Contains("ctrunc")));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public async Task A_full_fd_table_brings_what_fits_whatever_lay_in_the_buffer(int room)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 5);
        await worker.DoAsync("room", room.ToString());
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*5");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b stale=f*5");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(room, received[0].Fds.Count);
        Assert.True(received[0].IsTruncated);
        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Theory]
    [InlineData("dgram")]
    [InlineData("seqpacket")]
    public async Task A_message_without_a_byte_of_data_passes_fds_too(string type)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync(type);
        await worker.OpenAsync("f", "file", 3);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3 bytes=0");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(0, received[0].Result);
        Assert.Equal(3, received[0].Fds.Count);
        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Fact]
    public async Task On_a_stream_a_message_without_a_byte_of_data_passes_nothing()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 3);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3 bytes=0");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b nonblock");
        ToolOutput output = await tool.StopAsync();

        // the kernel says that it sent the nothing it was given, and throws the fds away
        Assert.Equal(0, sent[0].Result);
        Assert.Equal(-EAgain, received[0].Result);
        Shown.Nothing(output);
    }

    [Fact]
    public async Task A_read_of_the_data_drops_the_fds_and_is_no_receive()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 3);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3");
        Assert.Equal("bytes 1", Assert.Single(await worker.DoAsync("read", "b")));
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent);
    }

    [Fact]
    public async Task No_fd_with_a_socket_closed_before_it_was_read()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 3);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3");
        await worker.DoAsync("close", "b");
        await worker.DoAsync("close", "a");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent);
    }
}
