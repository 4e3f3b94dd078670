// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// Tests that hold whatever buffer events come through. Those of a derived class run with the ring buffer; PerfBufferTests.cs derives
/// another class from each, in which all of them run again with perf buffers.
/// </summary>
public abstract class BufferTests
{
    private protected virtual string Buffer => "ring";

    /// <summary>Starts the tool with --verbose and this buffer, and waits until it is attached.</summary>
    private protected async Task<Tool> AttachAsync(params string[] arguments)
    {
        Tool tool = await Tool.AttachAsync([.. arguments, "--buffer", Buffer]);
        Assert.Contains($", {Buffer} ", tool.AttachedLine);
        return tool;
    }

    /// <summary>The same for JSON about one process.</summary>
    private protected Task<Tool> AttachJsonAsync(Worker worker, params string[] arguments) =>
        AttachAsync(["--format", "json", "-p", worker.PidText, .. arguments]);
}
