// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

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
}
