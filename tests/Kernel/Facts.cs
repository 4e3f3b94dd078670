// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>Who a worker is: its own getpid, gettid, getuid and PR_GET_NAME.</summary>
internal sealed record TaskFact(int Pid, int Tid, int Uid, string Comm);

/// <summary>A file descriptor and what readlink of /proc/self/fd/N said of it while it was open.</summary>
internal sealed record FdFact(int Fd, string Name);

/// <summary>
/// One message as the process that sent or received it saw it. <paramref name="Result"/> is bytes or -errno;
/// <paramref name="PidFds"/> are what SCM_PIDFD brought.
/// </summary>
internal sealed record MessageFact(
    string Action, string Via, int Pid, int Tid, int SocketFd, string Socket, long Result, int Flags,
    IReadOnlyList<FdFact> Fds, IReadOnlyList<FdFact> PidFds)
{
    /// <summary>MSG_CTRUNC in the flags recvmsg gave back.</summary>
    public bool IsTruncated => (Flags & 8) != 0;

    /// <summary>Whether something passed that the tool must show.</summary>
    public bool Passed => Result >= 0 && Fds.Count > 0;
}

/// <summary>Reads the worker's reply lines; its language is described in workers/fdpass/fdpass.h.</summary>
internal static class FactReader
{
    public static TaskFact Task(IReadOnlyList<string> reply)
    {
        string[] words = reply.Single().Split(' ');
        return new TaskFact(Number(words[1]), Number(words[2]), Number(words[3]), ByteText.FromHex(words[4]));
    }

    public static IReadOnlyList<FdFact> Fds(IReadOnlyList<string> reply) => [.. reply.Select(line => Fd(line.Split(' ')))];

    public static IReadOnlyList<MessageFact> Messages(IReadOnlyList<string> reply)
    {
        var messages = new List<MessageFact>();
        foreach (string line in reply)
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "send":
                case "recv":
                    messages.Add(new MessageFact(
                        words[0], words[1], Number(words[2]), Number(words[3]), Number(words[4]), ByteText.FromHex(words[5]),
                        long.Parse(words[6], CultureInfo.InvariantCulture), words[0] == "recv" ? Number(words[7]) : 0,
                        new List<FdFact>(), new List<FdFact>()));
                    break;
                case "fd":
                    ((List<FdFact>)messages[^1].Fds).Add(Fd(words));
                    break;
                case "pidfd":
                    ((List<FdFact>)messages[^1].PidFds).Add(Fd(words));
                    break;
                default:
                    throw new FormatException($"no fact: {line}");
            }
        }
        return messages;
    }

    private static FdFact Fd(string[] words) => new(Number(words[1]), ByteText.FromHex(words[2]));

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
