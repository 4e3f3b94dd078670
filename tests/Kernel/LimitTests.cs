// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Calls beyond what the kernel side looks at or remembers: what is not shown is counted, and nothing is missing silently.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Fds_behind_as_many_control_messages_as_the_kernel_takes_are_shown()
    {
        KernelFeature.Need(KernelFeature.LargeControlData);
        await using WayProgram program = await WayProgram.StartAsync("limits", "controls", "-pthread");
        await using Tool tool = await Tool.AttachAsync("--format", "json", "-p", program.PidText);
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal([1, 1], facts.Select(fact => fact.Result));
        Shown.Exactly(output, "limits-pthread", facts);
        Assert.Equal(0, Summary.Of(output).Lost);
    }

    [Fact]
    public async Task A_sendmmsg_of_1024_messages_with_more_fds_than_are_remembered_is_shown_whole()
    {
        await using WayProgram program = await WayProgram.StartAsync("limits", "messages", "-pthread");
        await using Tool tool = await Tool.AttachAsync("--format", "json", "-p", program.PidText, "--buffer-size", "32M");
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(2 * 1024 * 4, facts.Sum(fact => fact.Fds.Count));
        Shown.Exactly(output, "limits-pthread", facts);
        // those files were looked up after the call, but where each message is seen on its own
        Assert.All(output.Lines, line => Assert.Equal(line.Action == "send" && !tool.SeesFunctions, line.Flags.Contains("late")));
        Assert.Equal(0, Summary.Of(output).Lost);
    }
}
