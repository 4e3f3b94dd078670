// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Tests;

/// <summary>What is said of losses: how much, why, and what to do about it.</summary>
public sealed class LossTextTests
{
    [Fact]
    public void The_summary_adds_up_and_names_the_causes()
    {
        var losses = new Loss[(int)LossCause.Count];
        Assert.Equal("0 lost", LossText.Summary(losses));

        losses[(int)LossCause.Buffer] = new Loss(2, 7, 0);
        Assert.Equal("7 lost (in 2 records: 2 buffer full)", LossText.Summary(losses));

        losses[(int)LossCause.Unseen] = new Loss(1, 0, 1);
        Assert.Equal("7 lost (in 3 records, 1 of unknown size: 2 buffer full, 1 end not seen)", LossText.Summary(losses));
    }

    [Fact]
    public void Each_cause_has_advice_of_its_own()
    {
        string[] warnings = [.. Enumerable.Range(0, (int)LossCause.Count).Select(cause =>
        {
            var losses = new Loss[(int)LossCause.Count];
            losses[cause] = new Loss(1, 3, 0);
            return LossText.Warning(losses, 8 << 20)!;
        })];

        Assert.All(warnings, text => Assert.StartsWith("lost 3 fds (in 1 record): ", text));
        Assert.Equal(warnings.Length, warnings.Distinct().Count());
        Assert.Contains("--buffer-size above 8 MiB", warnings[(int)LossCause.Buffer]);
    }

    [Fact]
    public void Several_causes_are_told_in_one_line()
    {
        var losses = new Loss[(int)LossCause.Count];
        Assert.Null(LossText.Warning(losses, 8 << 20));

        losses[(int)LossCause.Buffer] = new Loss(2, 7, 0);
        losses[(int)LossCause.Memory] = new Loss(1, 0, 1);
        string warning = LossText.Warning(losses, 8 << 20)!;
        Assert.StartsWith("lost 7 fds (in 2 records): they come faster", warning);
        Assert.Contains(". Also 0 fds (in 1 record, 1 of unknown size): too many calls at once", warning);
        Assert.DoesNotContain('\n', warning);
    }
}
