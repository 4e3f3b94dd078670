// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Tests;

/// <summary>The filters as C#; that the kernel decides in the same way is tested in tests/Filters and tests/Kernel.</summary>
public sealed class FilterTests
{
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(10, 0, true)]
    [InlineData(11, 0, false)]
    [InlineData(0, 12, true)]
    [InlineData(0, 10, false)]

    // -t wins over -p.
    [InlineData(11, 12, true)]
    [InlineData(10, 13, false)]
    public void The_thread_is_asked_for_first_then_the_process(uint targetPid, uint targetTid, bool allowed)
    {
        TaskId task = new() { Pid = 10, Tid = 12 };
        SofdsnoopBpf.KnobValues knobs = new() { TargetPid = targetPid, TargetTid = targetTid };

        Assert.Equal(allowed, Filters.AllowTask(in task, in knobs));
    }
}
