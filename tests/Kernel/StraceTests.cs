// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>A program nobody wrote for the tool, watched by strace and by the tool at the same time: they must tell the same.</summary>
public sealed class StraceTests
{
    [Fact]
    public async Task What_python_passes_is_what_strace_shows()
    {
        string comm = "py" + Guid.NewGuid().ToString("N")[..9];
        await using StracedProgram program = await StracedProgram.StartAsync("pass.py", comm);
        await using Tool tool = await Tool.AttachAsync("--format", "json", "-n", comm);
        IReadOnlyList<TracedFd> expected = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        // the child gets and returns 11, its parent sends and gets them and then sends each alone
        Assert.Equal(55, expected.Count);
        Assert.Equal(33, expected.Count(fd => fd.Pid == program.Pid));
        IReadOnlyList<JsonLine> lines = output.Lines;
        bool mayMiss = tool.MayMiss(output);
        Assert.True(expected.Count == lines.Count || mayMiss, output.Error);
        foreach (IGrouping<int, TracedFd> process in expected.GroupBy(fd => fd.Pid))
        {
            var left = new Queue<TracedFd>(process);
            foreach (TracedFd shown in lines.Where(line => line.Pid == process.Key).Select(Traced))
            {
                while (mayMiss && left.TryPeek(out TracedFd? next) && next != shown)
                    left.Dequeue();
                Assert.Equal(left.Dequeue(), shown);
            }
        }
    }

    private static TracedFd Traced(JsonLine line) =>
        new(line.Action, line.Pid, line.SocketFd, line.Socket, line.Fd, line.Name);
}
