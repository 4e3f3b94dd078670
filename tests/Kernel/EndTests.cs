// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>How it ends: in time, with everything printed, with one summary, and with the right status.</summary>
[Trait("Hook", "any")]
public class EndTests : BufferTests
{
    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("1", 1)]
    [InlineData("2.25", 2.25)]
    public async Task A_duration_is_kept(string duration, double seconds)
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker, "-d", duration);
        var watch = Stopwatch.StartNew();
        // a timer of our own, which is as late as everything is on a busy machine
        Task<TimeSpan> yardstick = YardstickAsync(seconds, watch);
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg a rights=f*3");
        ToolOutput output = await tool.EndAsync();
        double took = watch.Elapsed.TotalSeconds;

        Assert.Equal(0, output.ExitCode);
        Assert.InRange(took, seconds - 0.1, (await yardstick).TotalSeconds + Patience.Seconds(0.3));
        Shown.Exactly(output, "fdpass", sent);
        Assert.Equal(new Summary(1, 3, 0), Summary.Of(output));
    }

    [Fact]
    public async Task A_duration_is_kept_while_events_keep_coming()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachAsync("-T", "-p", worker.PidText, "-d", "1");
        await worker.BeginAsync("burst a b f*1 100000000");
        ToolOutput output = await tool.EndAsync();
        worker.Kill();

        Assert.Equal(0, output.ExitCode);
        double last = double.Parse(output.TextLines[^1].AsSpan(0, 14), CultureInfo.InvariantCulture);
        Assert.InRange(last, 0, 1 + Patience.Seconds(0.1));
        Assert.Equal(output.TextLines.Count - 1, Summary.Of(output).Fds);
    }

    [Theory]
    [InlineData(Native.SigInt)]
    [InlineData(Native.SigTerm)]
    public async Task A_signal_ends_it_after_all_that_happened_before_was_printed(int signal)
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker);
        await worker.DoAsync("burst", "a", "b", "f*10", "1000");
        ToolOutput output = await tool.StopAsync(signal);

        Assert.Equal(20_000, output.Lines.Count);
        Assert.Equal(new Summary(2000, 20_000, 0), Summary.Of(output));
        NoTrace(output);
    }

    [Fact]
    public async Task Without_events_it_ends_with_nothing_but_a_summary()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await AttachJsonAsync(worker);
        ToolOutput output = await tool.StopAsync();

        Shown.Nothing(output);
        Assert.Equal(new Summary(0, 0, 0), Summary.Of(output));
    }

    [Fact]
    public async Task A_closed_pipe_ends_it_without_a_word_of_error()
    {
        await using Worker worker = await PreparedAsync();
        const string Pipe = "\"$@\" | head -3; exit ${PIPESTATUS[0]}";
        await using Tool tool = await Tool.AttachViaAsync("bash", "-c", Pipe, "bash", Tool.Program, "--verbose", "-p", worker.PidText);
        Task<ToolOutput> end = tool.EndAsync();
        while (!end.IsCompleted)
        {
            await worker.DoAsync("burst", "a", "b", "f*1", "10");
            await Task.WhenAny(end, Task.Delay(20, TestContext.Current.CancellationToken));
        }
        ToolOutput output = await end;

        Assert.Equal(0, output.ExitCode);
        Assert.Equal(3, output.TextLines.Count);
        NoTrace(output);
        Summary.Of(output);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_a_failure_with_a_reason()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await Tool.AttachViaAsync("bash", "-c", "exec \"$@\" > /dev/full", "bash", Tool.Program, "--verbose", "-p", worker.PidText);
        Task<ToolOutput> end = tool.EndAsync();
        await worker.DoAsync("burst", "a", "b", "f*1", "10");
        ToolOutput output = await end;

        Assert.Equal(1, output.ExitCode);
        Assert.Contains("No space left on device", output.Error, StringComparison.OrdinalIgnoreCase);
        NoTrace(output);
    }

    [Fact]
    public async Task A_closed_stderr_is_no_reason_to_fail()
    {
        ToolOutput output = await Tool.RunAsync("bash", "-c", "exec \"$0\" -p 1 -d 0.3 2>&-", Tool.Program);

        Assert.Equal(0, output.ExitCode);
        Assert.StartsWith("ACTION TID ", Assert.Single(output.TextLines));
    }

    [Fact]
    public async Task Demo_ends_by_itself_and_shows_each_fd_sent_and_received()
    {
        ToolOutput table = await Tool.RunAsync(Tool.Program, "demo");
        ToolOutput json = await Tool.RunAsync(Tool.Program, "demo", "--format", "json");

        Assert.True(table.ExitCode == 0, table.Error);
        Assert.Contains(table.TextLines, line => line.StartsWith("SEND ", StringComparison.Ordinal));
        Assert.Contains(table.TextLines, line => line.StartsWith("RECV ", StringComparison.Ordinal));
        Assert.True(json.ExitCode == 0, json.Error);
        Assert.Equal(json.Lines.Count, Summary.Of(json).Fds);
        Assert.Equal(2, json.Lines.Select(line => line.Pid).Distinct().Count());
        Assert.True(json.Lines.Select(line => line.Kind).Distinct().Count() >= 5, json.Out);
        Assert.Equal(Files(json, "send"), Files(json, "recv"));
        Assert.All(json.Lines, line => Assert.False(Directory.Exists($"/proc/{line.Pid}"), "a process of the demo is still there"));
        string folder = Path.GetDirectoryName(json.Lines.First(line => line.Kind == "file").Name)!;
        Assert.False(Directory.Exists(folder), $"the demo left {folder}");
    }

    [Fact]
    public async Task Somebody_who_may_not_trace_is_told_so()
    {
        // a copy, since the repository may be where others cannot go
        using var folder = new TemporaryFolder("nobody-");
        string copy = folder.File("sofdsnoop");
        File.Copy(Tool.Program, copy);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(copy, (UnixFileMode)0b111_101_101);
        ToolOutput output = await Tool.RunAsync("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", copy, "-d", "1");

        Assert.Equal(1, output.ExitCode);
        Assert.Equal("", output.Out);
        Assert.StartsWith("sofdsnoop: ", output.Error);
        Assert.Contains("root", output.Error);
        NoTrace(output);
    }

    private static async Task<TimeSpan> YardstickAsync(double seconds, Stopwatch watch)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        return watch.Elapsed;
    }

    private static IEnumerable<string> Files(ToolOutput output, string action) =>
        output.Lines.Where(line => line.Action == action).Select(line => line.File).Order();

    private static void NoTrace(ToolOutput output)
    {
        Assert.DoesNotContain("   at ", output.Error);
        Assert.DoesNotContain("Exception", output.Error);
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file", 10);
        return worker;
    }
}
