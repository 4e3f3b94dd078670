// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>The one line on stderr with which the tool ends.</summary>
internal sealed partial record Summary(long Messages, long Fds, long Lost)
{
    public static Summary Of(ToolOutput output)
    {
        Match[] found = [.. output.Error.Split('\n').Select(line => Line().Match(line)).Where(match => match.Success)];
        Assert.True(found.Length == 1, $"{found.Length} summaries in:\n{output.Error}");
        return new Summary(Number(found[0], "messages"), Number(found[0], "fds"), Number(found[0], "lost"));
    }

    /// <summary>How many runs of programs the tool says that the kernel left out.</summary>
    public static long SkippedRuns(ToolOutput output) => Skipped().Match(output.Error) is { Success: true } match ? Number(match, "runs") : 0;

    private static long Number(Match match, string name) =>
        long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:sofdsnoop: )?(?<messages>\d+) messages?, (?<fds>\d+) fds?, (?<lost>\d+) lost")]
    private static partial Regex Line();

    [GeneratedRegex(@", (?<runs>\d+) program runs skipped by the kernel$", RegexOptions.Multiline)]
    private static partial Regex Skipped();
}
