// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>A real program in the running kernel fills a ring that these tests read. They need root.</summary>
public sealed partial class RingBufferKernelTests
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Event
    {
        public ulong Number, Square;
        public uint Pid, Length;
    }

    [LibraryImport("libc.so.6")] private static partial int getppid();
    [LibraryImport("libc.so.6")] private static partial int gettid();

    private const uint GetPpidOnX64 = 110, GetPpidElsewhere = 173;

    private static BpfObjectFile Open(uint recordsPerCall = 1, uint discardEvery = 0)
    {
        BpfObjectFile bpf = Clang.Open("ring");
        DataSection knobs = bpf.Section(".rodata");
        knobs.At<uint>(0) = (uint)gettid();
        knobs.At<uint>(4) = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? GetPpidOnX64 : GetPpidElsewhere;
        knobs.At<uint>(8) = recordsPerCall;
        knobs.At<uint>(12) = discardEvery;
        return bpf;
    }

    [Fact]
    public void Events_arrive_once_and_in_order()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<Event> events = new(bpf.Map("events"));
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        Assert.Equal("on_sys_enter", Assert.Single(links).ProgramName);
        for (int i = 0; i < 100; i++)
            _ = getppid();
        ulong expected = 1;
        foreach (ref readonly Event e in events.Poll(TimeSpan.FromSeconds(5)))
        {
            Assert.Equal(expected, e.Number);
            Assert.Equal(expected * expected, e.Square);
            Assert.Equal((uint)Environment.ProcessId, e.Pid);
            expected++;
        }
        Assert.Equal(101ul, expected);
        Assert.Equal(100ul, bpf.Section(".bss").At<ulong>(0));
        Assert.Equal(100ul, events.Statistics.Records);
    }
}
