// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SharpBpf;
using Sofdsnoop.CommandLine;

namespace Sofdsnoop.Tracing;

/// <summary>
/// Calls that had begun when the programs were attached: the receive in which every server waits. Nobody saw them begin, so they
/// are noted here, for the kernel side to tell when they return. /proc/PID/task/TID/syscall shows the call a thread sleeps in.
/// </summary>
internal static class WaitingCalls
{
    /// <summary>A cgroup that no task is in.</summary>
    private const string Nowhere = "";

    /// <summary>
    /// Notes all that the options let through. To be called after the programs that tell calls' ends were attached.
    /// </summary>
    /// <returns>Whether there are any.</returns>
    public static bool Note(HashMap<ulong, Call> calls, TraceOptions options)
    {
        var isAny = false;
        var now = BootTime();
        var cgroup = options.Cgroup.Length == 0 ? null : CgroupTree.NameOf(options.Cgroup) ?? Nowhere;
        foreach (var process in Processes(options))
        {
            foreach (var thread in Entries(Path.Combine(process, "task")))
            {
                if (!uint.TryParse(Path.GetFileName(thread), CultureInfo.InvariantCulture, out var tid))
                    continue;
                if (options.Tid != 0 && tid != options.Tid)
                    continue;
                if (!TryParse(Read(Path.Combine(thread, "syscall")), out var call) || !IsWanted(options.Name, process, thread))
                    continue;
                if (options.Uid is { } uid && !HasUser(Read(Path.Combine(thread, "status")), uid))
                    continue;
                if (cgroup != null && !IsInCgroup(Read(Path.Combine(thread, "cgroup")), cgroup))
                    continue;
                call.Started = now;
                call.State = (byte)CallState.Waited;
                // Add: what the kernel side has noted itself is newer
                calls.TryAdd(tid, call);
                isAny = true;
            }
        }

        return isAny;
    }

    /// <summary>The call of a line like <c>47 0x3 0x7ffd5a40 0x0 …</c>, when it is one that may pass fds.</summary>
    internal static bool TryParse(string line, out Call call)
    {
        call = default;
        var words = line.Split(' ');
        if (words.Length < 5 || Via(words[0]) is var via && via == FdVia.None)
            return false;
        if (!TryNumber(words[1], out var socket) || !TryNumber(words[2], out var messages)
            || !TryNumber(words[3], out var third) || !TryNumber(words[4], out var fourth))
            return false;
        var isSend = via is FdVia.Sendmsg or FdVia.Sendmmsg;
        var isMany = via is FdVia.Sendmmsg or FdVia.Recvmmsg;
        const ulong Peek = 2; // MSG_PEEK
        const uint MostMessages = 1024; // UIO_MAXIOV
        var flags = isSend ? FdMessageFlags.Late : ((isMany ? fourth : third) & Peek) != 0 ? FdMessageFlags.Peek : 0;
        call.Messages = messages;
        call.SocketFd = (int)socket;
        call.MessageCount = isMany ? Math.Min((uint)third, MostMessages) : 1;
        call.Via = (byte)via;
        call.Action = (byte)(isSend ? FdAction.Send : FdAction.Recv);
        call.Flags = (byte)flags;
        return true;
    }

    /// <summary>From the text of /proc/PID/status: the first of the numbers is that of the real user, by which the kernel side goes.</summary>
    internal static bool HasUser(string status, uint uid) =>
        Array.Find(status.Split('\n'), static line => line.StartsWith("Uid:", StringComparison.Ordinal)) is { } line
        && uint.TryParse(line.Split('\t') is [_, var real, ..] ? real : "", NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number == uid;

    /// <summary>From the text of /proc/PID/cgroup: whether the task is in this directory of the version 2 tree or below it.</summary>
    internal static bool IsInCgroup(string cgroups, string wanted) =>
        Array.Find(cgroups.Split('\n'), static line => line.StartsWith("0::", StringComparison.Ordinal)) is { } line
        && (line.AsSpan(3).SequenceEqual(wanted) || wanted == "/" || line.AsSpan(3).StartsWith(wanted + "/", StringComparison.Ordinal));

    private static IEnumerable<string> Processes(TraceOptions options)
    {
        if (options.Tid != 0)
            return [$"/proc/{options.Tid}"]; // any thread of a process finds its /proc folder
        if (options.Pid != 0)
            return [$"/proc/{options.Pid}"];
        return Entries("/proc").Where(static path => char.IsAsciiDigit(Path.GetFileName(path)[0]));
    }

    private static FdVia Via(string number) => (RuntimeInformation.ProcessArchitecture, number) switch
    {
        (Architecture.X64, "46") or (Architecture.Arm64, "211") => FdVia.Sendmsg,
        (Architecture.X64, "47") or (Architecture.Arm64, "212") => FdVia.Recvmsg,
        (Architecture.X64, "307") or (Architecture.Arm64, "269") => FdVia.Sendmmsg,
        (Architecture.X64, "299") or (Architecture.Arm64, "243") => FdVia.Recvmmsg,
        _ => FdVia.None,
    };

    private static bool IsWanted(NameFilter names, string process, string thread) =>
        names == NameFilter.Any || names.MatchesUnseen(Comm(thread), Comm(process));

    private static ReadOnlySpan<byte> Comm(string task)
    {
        var bytes = ReadBytes(Path.Combine(task, "comm")).AsSpan();
        return bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
    }

    /// <summary>Nanoseconds of CLOCK_BOOTTIME, as exact as /proc/uptime is: the calls began some time before.</summary>
    private static ulong BootTime()
    {
        var seconds = Read("/proc/uptime").Split(' ')[0];
        return decimal.TryParse(seconds, CultureInfo.InvariantCulture, out var value) ? (ulong)(value * 1_000_000_000) : 0;
    }

    private static bool TryNumber(string word, out ulong number)
    {
        number = 0;
        return word.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    private static string Read(string path) => Encoding.UTF8.GetString(ReadBytes(path));

    // A task that has ended meanwhile, or that this user may not look into, waits in nothing that can be told.
    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Entries(string path)
    {
        try
        {
            return Directory.GetDirectories(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
