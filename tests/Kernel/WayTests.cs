// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Fds that go another way than by a 64-bit program's own sendmsg and recvmsg.</summary>
public sealed class WayTests
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
        await using WayProgram program = await WayProgram.StartAsync("iouring", way, "-luring");
        await using Tool tool = await AttachAsync(program);
        ToolOutput output = await CompareAsync(tool, program, expectedMessages: 2);

        Assert.All(output.Lines, line => Assert.StartsWith(comm, line.Comm));
    }

    private static Task<Tool> AttachAsync(WayProgram program) => Tool.AttachAsync("--format", "json", "-p", program.PidText);

    private static async Task<ToolOutput> CompareAsync(Tool tool, WayProgram program, int expectedMessages)
    {
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(expectedMessages, facts.Count);
        Assert.All(facts, fact => Assert.True(fact.Passed && fact.Fds.Count == 2, "the kernel did not pass both"));
        Assert.Equal(
            facts.SelectMany(fact => fact.Fds.Select((fd, index) =>
                $"{fact.Action} {fact.Via} {fact.Pid} {fact.SocketFd}:{fact.Socket} {index}/2 = {fact.Result} fd {fd.Fd} {fd.Name}")),
            output.Lines.Select(line =>
                $"{line.Action} {line.Via} {line.Pid} {line.SocketFd}:{line.Socket} {line.Index}/{line.Count} = {line.Result} fd {line.Fd} {line.Name}"));
        Shown.SameFiles(output);
        return output;
    }
}
