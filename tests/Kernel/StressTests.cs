// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// Processes pass fds as fast as they can while the tool writes JSON to a file. With one fd a message nothing is lost; whatever is lost of
/// large messages is counted. Each fd received knows its sender. A machine that is shared may stop the tool for longer than its buffer
/// lasts, a tenth of a second, which no tool can help: so one of three attempts has to be without a loss, and the sums must be right in each.
/// </summary>
public class StressTests : BufferTests
{
    [Theory]
    [InlineData(1, 1, 200_000)]
    [InlineData(4, 1, 50_000)]
    [InlineData(1, 253, 1_000)]
    [InlineData(4, 253, 250)]
    public async Task What_is_shown_and_what_is_lost_is_all_that_was_passed(int pairs, int fds, int messages)
    {
        // an emulated processor runs the tool, in user space, some times slower than the kernel that it listens to
        int attempts = fds > 1 || Patience.IsEmulated ? 1 : 3;
        ToolOutput output;
        do
            output = await TracedAsync(pairs, fds, messages);
        while (Summary.Of(output).Lost > 0 && --attempts > 0);
        if (fds == 1 && !Patience.IsEmulated)
            Assert.True(Summary.Of(output).Lost == 0, output.Error);
    }

    private async Task<ToolOutput> TracedAsync(int pairs, int fds, int messages)
    {
        using var folder = new TemporaryFolder("stress-out-");
        string file = folder.File("json");
        await using StressProgram stress = await StressProgram.StartAsync(pairs, fds, messages);
        await using Tool tool = await Tool.AttachViaAsync(
            "bash", ["-c", "exec \"$@\" > " + file, "bash", Tool.Program, "--verbose", .. Tool.HookArguments,
            "--format", "json", "--buffer", Buffer, "-n", stress.Name]);
        long passed = await stress.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Summary summary = Summary.Of(output);
        (long sent, long received, long joined) = Count(file);
        Assert.Equal((long)pairs * fds * messages, passed);
        Assert.Equal(summary.Fds, sent + received);
        Assert.Equal(2 * passed, summary.Fds + summary.Lost);
        Assert.InRange(sent, 1, passed);
        Assert.InRange(received, 1, passed);
        // all of it was received, whatever the order in which the records of two CPUs came
        if (summary.Lost == 0)
            Assert.InRange(joined, passed - (passed / 1000), passed);
        return output;
    }

    [Fact]
    public async Task It_goes_before_those_it_watches()
    {
        await using Worker worker = Worker.Start();
        await using Tool tool = await AttachJsonAsync(worker);
        for (int attempt = 0; attempt < 100 && Niceness(tool.Pid) == Niceness(Environment.ProcessId); attempt++)
            await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Equal(Math.Max(Niceness(worker.Pid) - 10, -20), Niceness(tool.Pid));
    }

    [Fact]
    public async Task While_nobody_reads_its_output_its_memory_stays_bounded()
    {
        await using StressProgram stress = await StressProgram.StartAsync(pairs: 1, fds: 253, messages: 1_000);
        await using Tool tool = await Tool.AttachHeldAsync([.. Tool.HookArguments, "--format", "json", "--buffer", Buffer, "-n", stress.Name]);
        long passed = await stress.RunAsync();
        long memory = Memory(tool.Pid);
        Task<ToolOutput> end = tool.StopAsync();
        tool.Release();
        ToolOutput output = await end;

        Summary summary = Summary.Of(output);
        Assert.True(summary.Lost > 0, output.Error);
        Assert.Equal(2 * passed, summary.Fds + summary.Lost);
        Assert.Equal(summary.Fds, output.TextLines.Count);
        // the buffer of 8 MiB, which is mapped twice, and the program itself
        Assert.InRange(memory, 1 << 20, 64 << 20);
    }

    /// <summary>Of a process's first thread: the 19th field of its stat; the second is a name in brackets.</summary>
    private static int Niceness(int pid) =>
        int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Split(' ')[17], CultureInfo.InvariantCulture);

    /// <summary>The most that a process has had in memory, bytes.</summary>
    private static long Memory(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    /// <summary>Lines of each kind, and how many of those received say who sent it.</summary>
    private static (long Sent, long Received, long Joined) Count(string file)
    {
        long sent = 0, received = 0, joined = 0;
        foreach (string line in File.ReadLines(file))
        {
            if (line.Contains("\"action\":\"send\"", StringComparison.Ordinal))
                sent++;
            else if (line.Contains("\"action\":\"recv\"", StringComparison.Ordinal))
                received++;
            else
                Assert.Fail(line);
            Assert.EndsWith("}", line);
            if (line.Contains("\"from\":{", StringComparison.Ordinal))
                joined++;
        }
        return (sent, received, joined);
    }
}
