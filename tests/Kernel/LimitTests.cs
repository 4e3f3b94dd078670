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

    [Theory]
    [InlineData("ring")]
    [InlineData("perf")]
    public async Task A_call_with_more_records_than_a_perf_buffer_gets_counts_the_others(string buffer)
    {
        await using WayProgram program = await WayProgram.StartAsync("limits", "long-names", "-pthread");
        await using Tool tool = await Tool.AttachAsync("--format", "json", "-p", program.PidText, "--buffer", buffer, "--buffer-size", "128M");
        long passed = await program.CountAsync();
        ToolOutput output = await tool.StopAsync();

        Summary summary = Summary.Of(output);
        bool mayMiss = tool.MayMiss(output);
        Assert.InRange(output.TextLines.Count + summary.Lost, mayMiss ? 1 : passed, passed);
        Assert.All(output.Lines.Take(100), line => Assert.InRange(line.Name.Length, 4000, 4096));
        // where each message is seen on its own, each is a call; elsewhere one is told in 2,048 records
        bool isWhole = buffer == "ring" || tool.SeesFunctions || (mayMiss && summary.Lost == 0);
        Assert.Equal(isWhole, summary.Lost == 0);
        if (!isWhole)
        {
            Assert.Matches(@" lost \(in \d+ records: \d+ beyond the limits of a call\)", output.Error);
            Assert.Contains("one call passed more than is followed", output.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_what_nobody_looked_at_it_is_not_known_whether_its_kind_was_wanted()
    {
        await using WayProgram program = await WayProgram.StartAsync("limits", "long-names", "-pthread");
        await using Tool tool = await Tool.AttachAsync("--format", "json", "-p", program.PidText, "--buffer", "perf", "--buffer-size", "128M", "--kind", "file");
        long passed = await program.CountAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(0, Summary.Of(output).Lost);
        if (tool.SeesFunctions)
            Assert.Equal(passed, output.TextLines.Count);
        else
            Assert.Matches(@" 0 lost \(in (\d+) records, \1 of unknown size: \1 beyond the limits of a call\)", output.Error);
    }

    [Fact]
    public async Task Fds_behind_more_control_messages_than_are_followed_count_as_a_record_of_unknown_size()
    {
        const string limit = "/proc/sys/net/core/optmem_max";
        string old = await File.ReadAllTextAsync(limit, TestContext.Current.CancellationToken);
        ToolOutput output;
        IReadOnlyList<MessageFact> facts;
        try
        {
            await File.WriteAllTextAsync(limit, "1048576", TestContext.Current.CancellationToken);
            await using WayProgram program = await WayProgram.StartAsync("limits", "more-controls", "-pthread");
            await using Tool tool = await Tool.AttachAsync("--format", "json", "-p", program.PidText);
            facts = await program.RunAsync();
            output = await tool.StopAsync();
        }
        finally
        {
            await File.WriteAllTextAsync(limit, old, TestContext.Current.CancellationToken);
        }

        Assert.Equal([1, 1], facts.Select(fact => fact.Result));
        Shown.Exactly(output, "limits-pthread", [.. facts.Where(fact => fact.Action == "recv")]);
        Assert.Contains(", 0 lost (in 1 record, 1 of unknown size: 1 beyond the limits of a call)", output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_remembered_because_too_many_calls_are_on_their_way_counts_as_lost()
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync("flood", "");
        await using Tool tool = await Tool.AttachAsync("--format", "json", "-p", program.PidText);
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Assert.Equal([1, 1], facts.Select(fact => fact.Result));
        Shown.Nothing(output);
        // the two of the send; what a receive would have brought nobody knows
        Assert.Equal(2, Summary.Of(output).Lost);
        Assert.Contains(" of unknown size: ", output.Error, StringComparison.Ordinal);
        Assert.Contains(" not remembered", output.Error, StringComparison.Ordinal);
        Assert.Contains("too many calls at once to remember", output.Error, StringComparison.Ordinal);
    }
}
