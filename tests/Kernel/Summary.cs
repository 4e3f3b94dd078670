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

    private static long Number(Match match, string name) =>
        long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:sofdsnoop: )?(?<messages>\d+) messages?, (?<fds>\d+) fds?, (?<lost>\d+) lost")]
    private static partial Regex Line();
}
