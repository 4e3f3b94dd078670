// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>The few system calls .NET has no name for.</summary>
internal static partial class Native
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;
    public const int SigWinch = 28;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLink(string path, Span<byte> buffer, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Bpf(nint number, nint command, ref ProgramById attributes, nint size);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int tid, nint size, in ulong mask);

    /// <summary>Moves a thread to one of the first 64 CPUs.</summary>
    public static void RunOn(int tid, int cpu)
    {
        if (SetAffinity(tid, sizeof(ulong), 1ul << cpu) != 0)
            throw new InvalidOperationException($"sched_setaffinity({tid}, CPU {cpu}): {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public static void Signal(int pid, int signal)
    {
        if (Kill(pid, signal) != 0)
            throw new InvalidOperationException($"kill({pid}, {signal}): {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>What the link says, byte for byte: each char is one byte.</summary>
    public static string LinkBytes(string path)
    {
        Span<byte> buffer = stackalloc byte[8192];
        nint length = ReadLink(path, buffer, buffer.Length);
        if (length < 0)
            throw new InvalidOperationException($"readlink({path}): {Marshal.GetLastPInvokeErrorMessage()}");
        return ByteText.Of(buffer[..(int)length]);
    }

    /// <summary>Whether the kernel has a BPF program of this id. Asked here, since bpftool loads programs of its own for its answer.</summary>
    public static bool IsProgramLoaded(uint id)
    {
        const int programGetFdById = 13, noEntry = 2;
        nint number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 321 : 280;
        var attributes = new ProgramById { Id = id };
        nint fd = Bpf(number, programGetFdById, ref attributes, Marshal.SizeOf<ProgramById>());
        if (fd >= 0)
        {
            using var handle = new SafeFileHandle(fd, ownsHandle: true);
            return true;
        }
        return Marshal.GetLastPInvokeError() == noEntry
            ? false
            : throw new InvalidOperationException($"BPF_PROG_GET_FD_BY_ID {id}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The part of union bpf_attr that BPF_PROG_GET_FD_BY_ID reads.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramById
    {
        public uint Id;
        public uint NextId;
        public uint OpenFlags;
    }
}
