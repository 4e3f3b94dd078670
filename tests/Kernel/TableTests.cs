// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>The default output is the original's table, column by column.</summary>
[Trait("Hook", "any")]
public sealed partial class TableTests
{
    [Fact]
    public async Task Lines_are_those_the_original_printed()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await Tool.AttachAsync("-p", worker.PidText);
        IReadOnlyList<MessageFact> facts = await PassAsync(worker);
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(["ACTION TID    COMM             SOCKET                    FD    NAME", .. Lines(facts)], output.TextLines);
        Assert.EndsWith("\n", output.Out);
    }

    [Fact]
    public async Task With_T_each_line_begins_with_the_seconds_since_the_first()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await Tool.AttachAsync("-T", "-p", worker.PidText);
        IReadOnlyList<MessageFact> first = await PassAsync(worker);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        IReadOnlyList<MessageFact> second = await PassAsync(worker);
        ToolOutput output = await tool.StopAsync();

        Assert.StartsWith("TIME(s)       ACTION TID ", output.TextLines[0]);
        string[] lines = [.. output.TextLines.Skip(1)];
        Assert.Equal(Lines([.. first, .. second]), lines.Select(line => line[14..]));
        Assert.All(lines, line => Assert.Matches(Time(), line[..14]));
        double[] times = [.. lines.Select(line => double.Parse(line.AsSpan(0, 14), CultureInfo.InvariantCulture))];
        Assert.Equal("0.000000000   ", lines[0][..14]);
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1], 0.3, 0.3 + Patience.Seconds(1.2));
    }

    [Fact]
    public async Task Lines_appear_while_the_tool_runs_and_not_only_at_its_end()
    {
        await using Worker worker = await PreparedAsync();
        using var folder = new TemporaryFolder("table-");
        string file = folder.File("out");
        await using Tool tool = await Tool.AttachViaAsync("bash", "-c", "exec \"$@\" > \"$0\"", file, Tool.Program, "--verbose", "-p", worker.PidText);
        await PassAsync(worker);
        int shown = 0;
        await Patience.UntilAsync(2, async () =>
        {
            shown = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length;
            return shown >= 7;
        });
        await tool.StopAsync();

        Assert.Equal(7, shown);
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await worker.OpenAsync("p", "pipe-read");
        await worker.OpenAsync("e", "eventfd");
        return worker;
    }

    private static async Task<IReadOnlyList<MessageFact>> PassAsync(Worker worker) =>
        [.. await worker.SendAsync("sendmsg a rights=f,p,e"), .. await worker.ReceiveAsync("recvmsg b")];

    /// <summary><c>%-6s %-6d %-16s %-25s %-5d %s</c></summary>
    private static IEnumerable<string> Lines(IReadOnlyList<MessageFact> facts) =>
        from message in facts
        from fd in message.Fds
        let socket = $"{message.SocketFd}:{message.Socket}"
        select $"{message.Action.ToUpperInvariant(),-6} {message.Tid,-6} {"fdpass",-16} {socket,-25} {fd.Fd,-5} {fd.Name}";

    [GeneratedRegex(@"^\d+\.\d{9} *$")]
    private static partial Regex Time();
}
