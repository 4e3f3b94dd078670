// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary><c>perf_event_open(2)</c></summary>
internal static unsafe class PerfEvent
{
    private const uint TypeSoftware = 1, ConfigBpfOutput = 10;
    private const ulong SampleTime = 1 << 2, SampleRaw = 1 << 10;
    private const ulong Watermark = 1 << 14, UseClockId = 1 << 25;
    private const int ClockMonotonic = 1;
    private const nint FlagCloexec = 8;
    private const uint IoctlEnable = 0x2400; // PERF_EVENT_IOC_ENABLE

    /// <summary>The event that bpf_perf_event_output on one CPU writes to. Negative with errno when the kernel refuses.</summary>
    internal static int OpenBpfOutput(int cpu, WakeupPolicy wakeup, bool timed, out int errno)
    {
        PerfEventAttr attr = new()
        {
            Type = TypeSoftware,
            Size = (uint)sizeof(PerfEventAttr),
            Config = ConfigBpfOutput,
            SamplePeriod = 1,
            SampleType = SampleRaw | (timed ? SampleTime : 0),
            // wakeup_events, or wakeup_watermark with the flag: after so many samples, or bytes
            Wakeup = wakeup.Bytes == 0 ? 1 : (uint)Math.Min(wakeup.Bytes, int.MaxValue),
            Flags = (wakeup.Bytes == 0 ? 0 : Watermark) | (timed ? UseClockId : 0),
            ClockId = timed ? ClockMonotonic : 0,
        };
        int fd = (int)LibC.syscall(PerfEventOpenNumber, (nint)(&attr), -1, cpu, -1, FlagCloexec, 0);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd;
    }

    /// <summary>Any event. Negative with errno when the kernel refuses.</summary>
    internal static int OpenSource(PerfEventSource what, int cpu, int pid, out int errno)
    {
        const ulong frequency = 1 << 10; // freq
        PerfEventAttr attr = new()
        {
            Type = what.Type,
            Size = (uint)sizeof(PerfEventAttr),
            Config = what.Config,
            SamplePeriod = what.Period,
            Flags = what.IsFrequency ? frequency : 0,
        };
        int fd = (int)LibC.syscall(PerfEventOpenNumber, (nint)(&attr), pid, cpu, -1, FlagCloexec, 0);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd;
    }

    internal static void Enable(FileDescriptor fd, string what)
    {
        if (LibC.ioctl(fd, IoctlEnable, 0) < 0)
            throw BpfErrors.System(what, Marshal.GetLastPInvokeError());
    }

    private static nint PerfEventOpenNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 298 : 241;

    /// <summary><c>struct perf_event_attr</c> as of PERF_ATTR_SIZE_VER4 (Linux 4.1), which added clockid.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 104)]
    private struct PerfEventAttr
    {
        [FieldOffset(0)] internal uint Type;
        [FieldOffset(4)] internal uint Size;
        [FieldOffset(8)] internal ulong Config;
        [FieldOffset(16)] internal ulong SamplePeriod;
        [FieldOffset(24)] internal ulong SampleType;
        [FieldOffset(40)] internal ulong Flags;
        [FieldOffset(48)] internal uint Wakeup;
        [FieldOffset(92)] internal int ClockId;
    }
}
