// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Hooks;

/// <summary>
/// Asks the kernel whether it would take fentry programs, with one that names no function: a kernel that takes them says so in its
/// log, one that does not refuses earlier. Nothing is loaded.
/// </summary>
internal static unsafe class FentryProbe
{
    private const nint BPF_PROG_LOAD = 5;
    private const uint BPF_PROG_TYPE_TRACING = 26;
    private const uint BPF_TRACE_FENTRY = 24;
    private const int EPERM = 1;
    private const int LogSize = 4096;

    /// <summary>Why the kernel takes none; null when it does.</summary>
    public static string? Obstacle()
    {
        // r0 = 0; exit
        var program = stackalloc ulong[] { 0xb7, 0x95 };
        var license = stackalloc byte[] { (byte)'G', (byte)'P', (byte)'L', 0 };
        var log = stackalloc byte[LogSize];
        log[0] = 0;
        var request = new ProgramLoad
        {
            Type = BPF_PROG_TYPE_TRACING,
            InstructionCount = 2,
            Instructions = (ulong)program,
            License = (ulong)license,
            LogLevel = 1,
            LogSize = LogSize,
            Log = (ulong)log,
            AttachType = BPF_TRACE_FENTRY,
            AttachBtfId = 1,
        };
        _ = LibC.LiftLockedMemoryLimit();
        _ = LibC.SystemCall(LibC.BpfNumber, BPF_PROG_LOAD, (nint)(&request), sizeof(ProgramLoad));
        var error = Marshal.GetLastPInvokeError();
        var said = Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(log));
        if (said.Contains("not a function", StringComparison.Ordinal))
            return null;
        return error == EPERM ? "refused to this user, or on this system" : "this kernel has no fentry programs";
    }

    /// <summary>Mirrors the part of union bpf_attr that BPF_PROG_LOAD reads.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct ProgramLoad
    {
        [FieldOffset(0)]
        public uint Type;

        [FieldOffset(4)]
        public uint InstructionCount;

        [FieldOffset(8)]
        public ulong Instructions;

        [FieldOffset(16)]
        public ulong License;

        [FieldOffset(24)]
        public uint LogLevel;

        [FieldOffset(28)]
        public uint LogSize;

        [FieldOffset(32)]
        public ulong Log;

        [FieldOffset(68)]
        public uint AttachType;

        [FieldOffset(108)]
        public uint AttachBtfId;
    }
}
