// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>The CPUs that are online, as the kernel lists them: "0-3,8,10-11". Asking again allocates nothing.</summary>
internal sealed unsafe class OnlineCpus : IDisposable
{
    // sysfs gives at most a page. A list that long would have more CPUs than the kernel counts.
    private const int Longest = 4096;

    private readonly FileDescriptor _file;
    private readonly string _path;

    internal OnlineCpus(string path = "/sys/devices/system/cpu/online")
    {
        _path = path;
        _file = LibC.Open(path, $"open '{path}', the list of CPUs that are online");
    }

    /// <summary>The CPUs that are online now.</summary>
    internal static int[] Now()
    {
        using OnlineCpus file = new();
        CpuSet cpus = new();
        file.Read(cpus);
        return cpus.ToArray();
    }

    /// <summary>Fills the set with what is online at this moment.</summary>
    internal void Read(CpuSet cpus)
    {
        byte* list = stackalloc byte[Longest];
        // From the start each time: sysfs then makes the list anew.
        nint length = LibC.pread(_file, list, Longest, 0);
        if (length < 0)
            throw BpfErrors.System($"read '{_path}', the list of CPUs that are online", Marshal.GetLastPInvokeError());
        if (!TryParse(new ReadOnlySpan<byte>(list, (int)length), cpus))
            throw new BpfException("find the CPUs that are online", $"'{_path}' is not a list of CPUs", null, 0);
    }

    /// <summary>Reads a list into a set, which is emptied first. False when it is none.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> list, CpuSet cpus)
    {
        cpus.Clear();
        while (!list.IsEmpty && list[^1] == '\n')
            list = list[..^1];
        if (list.IsEmpty)
            return true;
        while (true)
        {
            if (!TryNumber(ref list, out int first))
                return false;
            int last = first;
            if (!list.IsEmpty && list[0] == '-')
            {
                list = list[1..];
                if (!TryNumber(ref list, out last))
                    return false;
            }
            for (int cpu = first; cpu <= last; cpu++)
                cpus.Add(cpu);
            if (list.IsEmpty)
                return true;
            if (list[0] != ',')
                return false;
            list = list[1..];
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool TryNumber(ref ReadOnlySpan<byte> list, out int number)
    {
        const int most = 1 << 16;
        number = 0;
        int digits = 0;
        while (digits < list.Length && list[digits] is >= (byte)'0' and <= (byte)'9' && number < most)
            number = number * 10 + (list[digits++] - '0');
        list = list[digits..];
        return digits != 0 && number < most;
    }
}
