// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using Sofdsnoop.CommandLine;

namespace Sofdsnoop.Hooks;

/// <summary>Which calls a hook's program is for.</summary>
internal enum HookPart
{
    /// <summary>It notes those that begin.</summary>
    Begin,

    /// <summary>It tells those that end.</summary>
    End,

    /// <summary>It tells those that end and had begun before anything was attached.</summary>
    EndOfWaiting,
}

/// <summary>A program that belongs to one hook.</summary>
/// <param name="Hook">Whose it is.</param>
/// <param name="Part">Which calls it is for.</param>
/// <param name="Program">The program.</param>
/// <param name="Targets">The functions or tracepoints it is attached to; none when its section names one.</param>
internal sealed record HookProgram(HookKind Hook, HookPart Part, BpfProgram Program, params string[] Targets)
{
    /// <summary>All there are: bpf-templates/sofdsnoop_functions.h and sofdsnoop_syscalls.h.</summary>
    public static IReadOnlyList<HookProgram> All(SofdsnoopBpf.ProgramSet programs) =>
    [
        new(HookKind.Fentry, HookPart.End, programs.OnFexitStreamSend),
        new(HookKind.Fentry, HookPart.End, programs.OnFexitDgramSend),
        new(HookKind.Fentry, HookPart.End, programs.OnFexitSeqpacketSend),
        new(HookKind.Fentry, HookPart.End, programs.OnFexitStreamReceive),
        new(HookKind.Fentry, HookPart.End, programs.OnFexitDgramReceive),
        new(HookKind.Fentry, HookPart.End, programs.OnFexitSeqpacketReceive),
        new(HookKind.Fentry, HookPart.EndOfWaiting, programs.OnFexitDetach),
        new(HookKind.Fentry, HookPart.Begin, programs.OnFentrySend),
        new(HookKind.Fentry, HookPart.Begin, programs.OnFentryDetach),
        new(HookKind.Kprobe, HookPart.End, programs.OnKretprobeSend, "unix_stream_sendmsg", "unix_dgram_sendmsg", "unix_seqpacket_sendmsg"),
        new(HookKind.Kprobe, HookPart.End, programs.OnKretprobeReceive, "unix_stream_recvmsg", "unix_dgram_recvmsg", "unix_seqpacket_recvmsg"),
        new(HookKind.Kprobe, HookPart.EndOfWaiting, programs.OnKretprobeDetach, "scm_detach_fds"),
        new(HookKind.Kprobe, HookPart.Begin, programs.OnKprobeSend, "__scm_send"),
        new(HookKind.Kprobe, HookPart.Begin, programs.OnKprobeDetach, "scm_detach_fds"),
        new(HookKind.Tracepoint, HookPart.End, programs.OnTracepointExitSend, "sys_exit_sendmsg", "sys_exit_sendmmsg"),
        new(HookKind.Tracepoint, HookPart.End, programs.OnTracepointExitReceive, "sys_exit_recvmsg", "sys_exit_recvmmsg"),
        new(HookKind.Tracepoint, HookPart.Begin, programs.OnTracepointEnterSend, "sys_enter_sendmsg", "sys_enter_sendmmsg"),
        new(HookKind.Tracepoint, HookPart.Begin, programs.OnTracepointEnterReceive, "sys_enter_recvmsg", "sys_enter_recvmmsg"),
        new(HookKind.Raw, HookPart.End, programs.OnSysExit),
        new(HookKind.Raw, HookPart.Begin, programs.OnSysEnter),
    ];

    /// <summary>Attaches the loaded program to all it is for.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Attach(ICollection<BpfLink> links)
    {
        if (Targets.Length == 0)
            links.Add(Program.Attach());
        foreach (var target in Targets)
        {
            links.Add(Hook == HookKind.Kprobe
                ? Program.AttachKprobe(target, new ProbeOptions { Return = Part != HookPart.Begin })
                : Program.AttachTracepoint("syscalls", target));
        }
    }
}
