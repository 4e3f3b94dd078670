// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Fds that go another way than by a 64-bit program's own sendmsg and recvmsg.</summary>
public class WayTests : BufferTests
{
    [Theory]
    [InlineData("direct")]
    [InlineData("socketcall")]
    public async Task A_32_bit_program(string way)
    {
        await using WayProgram program = await WayProgram.StartAsync("compat32", way, "-m32");
        await using Tool tool = await AttachAsync(program);
        if (tool.Hook == "tracepoint")
        {
            // by its nature: 32-bit programs do not hit these tracepoints
            await program.RunAsync();
            Shown.Nothing(await tool.StopAsync());
            return;
        }
        ToolOutput output = await CompareAsync(tool, program, expectedMessages: 4);

        Assert.All(output.Lines, line => Assert.Contains("compat32", line.Flags));
        Assert.Equal(["sendmsg", "recvmsg", "sendmmsg", "recvmmsg"], output.Lines.Select(line => line.Via).Distinct());
    }

    [Theory]
    [InlineData("inline", "iouring")]
    [InlineData("worker", "iou-wrk-")]
    [InlineData("sqpoll", "iou-sqp-")]
    [InlineData("registered", "iouring")]
    public async Task Io_uring(string way, string comm)
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("iouring", way, "-luring");
        await using Tool tool = await AttachAsync(program);
        ToolOutput output = await CompareAsync(tool, program, expectedMessages: 2);

        Assert.All(output.Lines, line => Assert.StartsWith(comm, line.Comm));
    }

    [Theory]
    [InlineData("inline", "ring32")]
    [InlineData("worker", "iou-wrk-")]
    [InlineData("sqpoll", "iou-sqp-")]
    public async Task Io_uring_of_a_32_bit_program(string way, string comm)
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("ring32", way, "-m32");
        await using Tool tool = await AttachAsync(program);
        ToolOutput output = await CompareAsync(tool, program, expectedMessages: 2);

        Assert.All(output.Lines, line => Assert.StartsWith(comm, line.Comm));
        Assert.All(output.Lines, line => Assert.Contains("compat32", line.Flags));
    }

    [Theory]
    [InlineData]
    [InlineData("-m32")]
    public async Task One_io_uring_request_that_receives_message_after_message(params string[] compilerArguments)
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("multishot", "several", compilerArguments);
        await using Tool tool = await AttachAsync(program);
        if (tool.Hook == "tracepoint" && compilerArguments.Length > 0)
        {
            // by its nature: it does not see what a 32-bit program sends
            IReadOnlyList<MessageFact> facts = await program.RunAsync();
            Shown.Exactly(await tool.StopAsync(), "multishot-m32", [.. facts.Where(fact => fact.Action == "recv")]);
            return;
        }
        ToolOutput output = await CompareAsync(tool, program, expectedMessages: 6);

        Assert.Equal(new Summary(6, 12, 0), Summary.Of(output));
        Assert.Equal(6, output.Lines.Select(line => line.Message).Distinct().Count());
    }

    [Fact]
    public async Task What_one_of_two_requests_with_the_same_user_data_received_counts_as_lost()
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("multishot", "twins");
        await using Tool tool = await AttachAsync(program);
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        // the kernel does not say which of them it was
        Shown.Exactly(output, "multishot", [.. facts.Where(fact => fact.Action == "send")]);
        Assert.Contains(" 0 lost (in 3 records, 3 of unknown size: 3 end not seen)", output.Error);
    }

    [Fact]
    public async Task A_send_that_says_nothing_when_it_went_well_is_shown_when_its_ring_is_used_again()
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("silent", "next");
        await using Tool tool = await AttachAsync(program);
        await CompareAsync(tool, program, expectedMessages: 2);
    }

    [Fact]
    public async Task And_at_the_latest_when_its_thread_ends()
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("silent", "exit");
        await using Tool tool = await AttachAsync(program);
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "silent", [.. facts.Reverse()]);
    }

    [Fact]
    public async Task Of_one_whose_end_was_not_seen_the_fds_count_as_lost()
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("silent", "left");
        await using Tool tool = await AttachAsync(program);
        IReadOnlyList<MessageFact> facts = await program.BeginAsync(messages: 2);
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "silent", [facts[1]]);
        Assert.Equal(2, Summary.Of(output).Lost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task And_one_that_was_refused_says_so(bool showsFailed)
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("silent", "refused");
        await using Tool tool = await AttachAsync(["--format", "json", "-p", program.PidText, .. showsFailed ? ["--failed"] : Array.Empty<string>()]);
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(-9, facts[0].Result);
        Assert.Equal(showsFailed ? ["-EBADF", "-EBADF"] : [], output.Lines.Select(line => line.Result));
        Assert.Equal(0, Summary.Of(output).Lost);
    }

    private Task<Tool> AttachAsync(WayProgram program) => AttachAsync("--format", "json", "-p", program.PidText);

    private static async Task<ToolOutput> CompareAsync(Tool tool, WayProgram program, int expectedMessages)
    {
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(expectedMessages, facts.Count);
        Assert.All(facts, fact => Assert.True(fact.Passed && fact.Fds.Count == 2, "the kernel did not pass both"));
        Assert.Equal(
            facts.OrderBy(fact => fact.Action).SelectMany(fact => fact.Fds.Select((fd, index) =>
                $"{fact.Action} {fact.Via} {fact.Pid} {fact.SocketFd}:{fact.Socket} {index}/2 = {fact.Result} fd {fd.Fd} {fd.Name}")),
            output.Lines.OrderBy(line => line.Action).Select(line =>
                $"{line.Action} {line.Via} {line.Pid} {line.SocketFd}:{line.Socket} {line.Index}/{line.Count} = {line.Result} fd {line.Fd} {line.Name}"));
        Shown.SameFiles(output);
        return output;
    }
}
