// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>System calls that the BPF programs of the tests watch for, and the thread that makes them.</summary>
internal static partial class Calls
{
    [LibraryImport("libc.so.6")] private static partial int getppid();
    [LibraryImport("libc.so.6")] private static partial int gettid();
    [LibraryImport("libc.so.6")] private static partial int sched_setaffinity(int pid, nuint size, in ulong mask);

    internal static uint Tid => (uint)gettid();

    /// <summary>The number of the call that <see cref="Make"/> makes.</summary>
    internal static uint Number => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 110u : 173u;

    /// <summary>
    /// The program that watches runs once for each call, except where the kernel leaves it out because its last run on this CPU,
    /// for another task, was preempted. Where calls and waits alternate often enough for that, only the program knows how many it saw.
    /// </summary>
    internal static void Make(int count = 1)
    {
        for (int i = 0; i < count; i++)
            _ = getppid();
    }

    /// <summary>Moves the calling thread to one of the first 64 CPUs, or to all of them.</summary>
    internal static void RunOn(int? cpu)
    {
        ulong mask = cpu is { } c ? 1ul << c : ulong.MaxValue;
        Assert.Equal(0, sched_setaffinity(0, sizeof(ulong), in mask));
    }
}
