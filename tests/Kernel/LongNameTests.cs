// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Long names, and many of them: what does not fit in one record of the kernel's buffer.</summary>
public class LongNameTests : BufferTests
{
    [Fact]
    public async Task The_longest_name_that_readlink_can_print()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        // readlink of /proc/self/fd/N works in a page: 4095 bytes, and room for the terminating NUL
        for (int extra = 0; extra < 3; extra++)
            await worker.CreateAsync($"f{extra}", Components(worker, 4093 + extra));
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal([4093, 4094, 4095], sent[0].Fds.Select(fd => fd.Name.Length));
        Shown.Exactly(output, "fdpass", sent, received);
    }

    [Fact]
    public async Task A_name_that_readlink_cannot_print_any_more_is_shown_as_far_as_it_goes()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.CreateAsync("f", [.. Enumerable.Repeat(new string('d', 255), 40), "the file"]);
        await worker.OpenAsync("g", "file");
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f,g");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal("", sent[0].Fds[0].Name);
        Assert.Equal(2, output.Lines.Count);
        Assert.EndsWith(new string('d', 255) + "/the file", output.Lines[0].Name);
        Assert.Contains("name_truncated", output.Lines[0].Flags);
        Assert.Equal(sent[0].Fds[1].Name, output.Lines[1].Name);
        Assert.Empty(output.Lines[1].Flags);
    }

    [Fact]
    public async Task A_message_of_253_files_with_long_names_is_shown_whole()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        for (int i = 0; i < 253; i++)
            await worker.CreateAsync($"f{i}", [.. HostileNames.Deep.SkipLast(1), $"file {i}"]);
        await using Tool tool = await AttachJsonAsync(worker);

        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*253");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
        Shown.SameFiles(output);
        Assert.Equal(new Summary(2, 506, 0), Summary.Of(output));
    }

    [Fact]
    public async Task One_call_with_more_fds_than_the_tool_remembers_at_first()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 253);
        await using Tool tool = await AttachJsonAsync(worker);

        string messages = string.Join(" / ", Enumerable.Repeat("rights=f*253", 10));
        IReadOnlyList<MessageFact> sent = await worker.SendAsync($"sendmmsg a {messages}");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmmsg b nonblock messages=64");
        messages = string.Join(" / ", Enumerable.Repeat("rights=f*7", 64));
        IReadOnlyList<MessageFact> sentMore = await worker.SendAsync($"sendmmsg a {messages}");
        IReadOnlyList<MessageFact> receivedMore = await worker.ReceiveAsync("recvmmsg b nonblock messages=64");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(10 * 253, received.Sum(message => message.Fds.Count));
        Assert.Equal(64, receivedMore.Count);
        Shown.Exactly(output, "fdpass", sent, received, sentMore, receivedMore);
        Shown.SameFiles(output);
    }

    /// <summary>A path below the worker's directory so that the whole of it has this length.</summary>
    private static string[] Components(Worker worker, int length)
    {
        var components = new List<string>();
        int left = length - worker.Directory.Length;
        while (left > 0)
        {
            int take = left > 256 ? 100 : left - 1;
            components.Add(new string((char)('a' + components.Count), take));
            left -= take + 1;
        }
        return [.. components];
    }
}
