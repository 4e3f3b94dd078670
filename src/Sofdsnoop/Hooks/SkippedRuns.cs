// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Hooks;

/// <summary>
/// The kernel does not run a program on a CPU where the same one has been interrupted. It counts that since Linux 5.12.
/// </summary>
internal static unsafe class SkippedRuns
{
    private const nint BPF_OBJ_GET_INFO_BY_FD = 15;

    /// <summary>How often that happened to the loaded programs; each may have been a call that is missing.</summary>
    public static ulong Of(IEnumerable<BpfProgram> programs)
    {
        ulong sum = 0;
        foreach (var program in programs)
        {
            var info = default(ProgramInfo);
            var request = new InfoRequest { Fd = (uint)program.Fd, Length = (uint)sizeof(ProgramInfo), Info = (ulong)&info };
            // an older kernel fills in less
            if (program.IsLoaded && LibC.SystemCall(LibC.BpfNumber, BPF_OBJ_GET_INFO_BY_FD, (nint)(&request), sizeof(InfoRequest)) == 0)
                sum += info.RecursionMisses;
        }

        return sum;
    }

    /// <summary>Mirrors the part of union bpf_attr that BPF_OBJ_GET_INFO_BY_FD reads.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct InfoRequest
    {
        public uint Fd;
        public uint Length;
        public ulong Info;
    }

    /// <summary>Mirrors struct bpf_prog_info up to recursion_misses.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 216)]
    private struct ProgramInfo
    {
        [FieldOffset(208)]
        public ulong RecursionMisses;
    }
}
