// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Sofdsnoop.Tracing;

/// <summary>Why something was not shown, and what to do about it.</summary>
internal static class LossText
{
    /// <summary>All of it in one line: <c>7 lost (in 3 records, 1 of unknown size: 2 buffer full, 1 end not seen)</c>.</summary>
    /// <param name="losses">By <see cref="LossCause"/>.</param>
    public static string Summary(ReadOnlySpan<Loss> losses)
    {
        var all = default(Loss);
        var causes = new List<string>();
        for (var cause = 0; cause < losses.Length; cause++)
        {
            all += losses[cause];
            if (losses[cause] != default)
                causes.Add($"{losses[cause].Records} {Word((LossCause)cause)}");
        }

        return all == default ? "0 lost" : $"{all.Fds} lost ({Where(all)}: {string.Join(", ", causes)})";
    }

    /// <summary>What was lost lately, and for each cause what to do, in one line; null when nothing was.</summary>
    /// <param name="losses">By <see cref="LossCause"/>.</param>
    /// <param name="bufferSize">Of the buffer that was full, in bytes.</param>
    public static string? Warning(ReadOnlySpan<Loss> losses, uint bufferSize)
    {
        var text = new StringBuilder();
        for (var cause = 0; cause < losses.Length; cause++)
        {
            if (losses[cause] == default)
                continue;
            text.Append(text.Length == 0 ? "lost " : ". Also ");
            text.Append(CultureInfo.InvariantCulture, $"{Count.Of(losses[cause].Fds, "fd")} ({Where(losses[cause])}): {Advice((LossCause)cause, bufferSize)}");
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static string Where(Loss loss) =>
        $"in {Count.Of(loss.Records, "record")}" + (loss.Unknown == 0 ? "" : $", {loss.Unknown} of unknown size");

    private static string Word(LossCause cause) => cause switch
    {
        LossCause.Buffer => "buffer full",
        LossCause.Limit => "beyond the limits of a call",
        LossCause.Memory => "not remembered",
        LossCause.Unreadable => "not readable",
        _ => "end not seen",
    };

    private static string Advice(LossCause cause, uint bufferSize) => cause switch
    {
        LossCause.Buffer => $"they come faster than they can be shown; a --buffer-size above {Sizes.Text(bufferSize)} may help",
        LossCause.Limit => "one call passed more than is followed; --buffer ring and --hook fentry or kprobe follow more",
        LossCause.Memory => "too many calls at once to remember; a filter such as -p, -n or --cgroup leaves fewer",
        LossCause.Unreadable => "the caller's memory could not be read; --hook fentry or kprobe reads the kernel's copy of what is sent",
        _ => "nothing told how their calls ended; --hook fentry misses none, but of some io_uring requests the kernel says nothing",
    };
}
