// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>Many messages in a row: nothing is lost silently, and names stay right though the fds are closed at once.</summary>
public class LoadTests : BufferTests
{
    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(253, 200)]
    public async Task At_full_speed_every_line_has_its_name(int fds, int messages)
    {
        await using Worker worker = await PreparedAsync();
        IReadOnlyList<FdFact> files = await worker.OpenAsync("f", "file", 253);
        string[] names = [.. files.Take(fds).Select(file => file.Name)];
        // Room for all of them, though a perf buffer is divided by CPU and this process fills the share of one. A machine that is shared
        // may stop the tool for as long as the messages take; StressTests show that the default lasts for more of them while it runs.
        await using Tool tool = await AttachJsonAsync(worker, "--buffer-size", "64M");

        await worker.DoAsync("burst", "a", "b", $"f*{fds}", messages.ToString());
        ToolOutput output = await tool.StopAsync();

        IReadOnlyList<JsonLine> lines = output.Lines;
        Assert.Equal(new Summary(2 * messages, 2L * messages * fds, 0), Summary.Of(output));
        Assert.Equal(2 * messages * fds, lines.Count);
        Assert.Equal(2 * messages, lines.Select(line => line.Message).Distinct().Count());
        for (int i = 0; i < lines.Count; i++)
        {
            Assert.Equal(i / fds % 2 == 0 ? "send" : "recv", lines[i].Action);
            Assert.Equal(names[i % fds], lines[i].Name);
        }
    }

    [Theory]
    [InlineData(1, 5_000, "--buffer-size", "64K")]
    [InlineData(11, 1_000, "--buffer-size", "64K")]
    [InlineData(253, 100, "--buffer-size", "64K")]
    [InlineData(253, 1_000)]
    public async Task What_is_shown_and_what_is_lost_add_up_to_what_was_passed(int fds, int messages, params string[] size)
    {
        await using Worker worker = await PreparedAsync();
        await worker.OpenAsync("f", "file", 253);
        await using Tool tool = await AttachJsonAsync(worker, size);

        Native.Signal(tool.Pid, Native.SigStop);
        await worker.DoAsync("burst", "a", "b", $"f*{fds}", messages.ToString());
        Native.Signal(tool.Pid, Native.SigCont);
        ToolOutput output = await tool.StopAsync();

        Summary summary = Summary.Of(output);
        int shown = output.TextLines.Count;
        Assert.True(shown > 0, output.Error);
        Assert.True(summary.Lost > 0, output.Error);
        Assert.Equal(shown, summary.Fds);
        Assert.Equal(2L * fds * messages, shown + summary.Lost);
    }

    [Fact]
    public async Task A_loss_is_told_while_it_happens_at_most_once_a_second()
    {
        await using Worker worker = await PreparedAsync();
        await worker.OpenAsync("f", "file", 253);
        await using Tool tool = await AttachJsonAsync(worker, "--buffer-size", "64K");
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 12; i++)
        {
            Native.Signal(tool.Pid, Native.SigStop);
            await worker.DoAsync("burst", "a", "b", "f*253", "20");
            Native.Signal(tool.Pid, Native.SigCont);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        double seconds = watch.Elapsed.TotalSeconds;
        string[] told = [.. tool.Errors.Split('\n').Where(line => line.StartsWith("sofdsnoop: lost ", StringComparison.Ordinal))];
        ToolOutput output = await tool.StopAsync();

        Assert.InRange(told.Length, 1, (int)seconds + 1);
        // together no more than was lost, the last of which the summary has alone
        Assert.InRange(told.Sum(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)), 1, Summary.Of(output).Lost);
    }

    [Fact]
    public async Task After_a_loss_everything_is_shown_again()
    {
        await using Worker worker = await PreparedAsync();
        await worker.OpenAsync("f", "file", 253);
        await using Tool tool = await AttachJsonAsync(worker, "--buffer-size", "64K");

        Native.Signal(tool.Pid, Native.SigStop);
        await worker.DoAsync("burst", "a", "b", "f*253", "20");
        Native.Signal(tool.Pid, Native.SigCont);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*11");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg b");
        ToolOutput output = await tool.StopAsync();

        Assert.True(Summary.Of(output).Lost > 0, output.Error);
        // the last 22 lines, by themselves
        string last = string.Join('\n', output.TextLines.TakeLast(22)) + "\n";
        Shown.Exactly(output with { Out = last }, "fdpass", sent, received);
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        return worker;
    }
}
