// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>An fd in SCM_RIGHTS as strace or the tool tells it.</summary>
internal sealed record TracedFd(string Action, int Pid, int SocketFd, string Socket, int Fd, string Name);

/// <summary>Reads what <c>strace -ff -y -e trace=sendmsg,recvmsg -o PREFIX</c> wrote: a file for each process.</summary>
internal static partial class Strace
{
    public static IReadOnlyList<TracedFd> Read(string prefix)
    {
        var fds = new List<TracedFd>();
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(prefix)!, Path.GetFileName(prefix) + ".*"))
        {
            int pid = int.Parse(Path.GetExtension(path)[1..], CultureInfo.InvariantCulture);
            foreach (string line in File.ReadLines(path))
                ReadLine(line, pid, fds);
        }
        return fds;
    }

    private static void ReadLine(string line, int pid, List<TracedFd> fds)
    {
        Match call = Call().Match(line);
        if (!call.Success)
            return;
        foreach (Match rights in Rights().Matches(line))
        {
            foreach (Match fd in Descriptor().Matches(rights.Groups[1].Value))
            {
                string name = Unescape(fd.Groups["name"].Value) + (fd.Groups["deleted"].Success ? " (deleted)" : "");
                fds.Add(new TracedFd(
                    call.Groups["call"].Value, pid, Number(call.Groups["fd"]), Unescape(call.Groups["socket"].Value),
                    Number(fd.Groups["fd"]), name));
            }
        }
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>strace writes C escapes, with octal numbers.</summary>
    private static string Unescape(string text) => Escape().Replace(text, match => match.Groups[1].Value switch
    {
        "n" => "\n",
        "t" => "\t",
        "r" => "\r",
        "v" => "\v",
        "f" => "\f",
        ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7', ..] octal => ((char)Convert.ToInt32(octal, 8)).ToString(),
        string itself => itself,
    });

    // calls that succeeded only
    [GeneratedRegex(@"^(?<call>send|recv)msg\((?<fd>\d+)<(?<socket>(?:[^>\\]|\\.)*)>.* = \d+$")]
    private static partial Regex Call();

    [GeneratedRegex(@"cmsg_type=SCM_RIGHTS, cmsg_data=\[((?:\d+<(?:[^>\\]|\\.)*>(?:\(deleted\))?(?:, )?)*)\]")]
    private static partial Regex Rights();

    [GeneratedRegex(@"(?<fd>\d+)<(?<name>(?:[^>\\]|\\.)*)>(?<deleted>\(deleted\))?")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"\\([0-7]{1,3}|.)")]
    private static partial Regex Escape();
}
