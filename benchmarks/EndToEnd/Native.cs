// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sofdsnoop.EndToEnd;

/// <summary>A system call .NET has no name for.</summary>
internal static partial class Native
{
    private const int SigInt = 2;

    public static void Interrupt(int pid)
    {
        if (Kill(pid, SigInt) != 0)
            throw new InvalidOperationException($"kill: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

/// <summary>What /proc/PID says of a process.</summary>
internal static class ProcFile
{
    private const int TicksPerSecond = 100; // USER_HZ

    /// <summary>CPU time so far, of all its threads, to 10 ms.</summary>
    public static TimeSpan Cpu(int pid)
    {
        // the name, in brackets, may contain anything
        var text = File.ReadAllText($"/proc/{pid}/stat");
        var words = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(words[11]) + Number(words[12])) / (double)TicksPerSecond);
    }

    public static long ResidentMemory(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
    }

    /// <summary>Whether a process has the kernel's buffers of perf events mapped.</summary>
    public static bool MapsPerfEvents(int pid) => File.ReadAllText($"/proc/{pid}/maps").Contains("[perf_event]", StringComparison.Ordinal);

    private static long Number(string word) => long.Parse(word.Trim(), CultureInfo.InvariantCulture);
}
