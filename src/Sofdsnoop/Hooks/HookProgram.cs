// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using Sofdsnoop.CommandLine;

namespace Sofdsnoop.Hooks;

/// <summary>A program that belongs to one hook.</summary>
/// <param name="Hook">Whose it is.</param>
/// <param name="IsExit">Whether it tells calls that end; else it notes calls that begin.</param>
/// <param name="Program">The program.</param>
/// <param name="Targets">The functions or tracepoints it is attached to; none when its section names one.</param>
internal sealed record HookProgram(HookKind Hook, bool IsExit, BpfProgram Program, params string[] Targets)
{
    private static readonly string[] Calls = ["sendmsg", "sendmmsg", "recvmsg", "recvmmsg"];

    /// <summary>All there are: bpf-templates/sofdsnoop_functions.h and sofdsnoop_syscalls.h.</summary>
    public static IReadOnlyList<HookProgram> All(SofdsnoopBpf.ProgramSet programs) =>
    [
        new(HookKind.Fentry, true, programs.OnFexitStreamSend),
        new(HookKind.Fentry, true, programs.OnFexitDgramSend),
        new(HookKind.Fentry, true, programs.OnFexitSeqpacketSend),
        new(HookKind.Fentry, true, programs.OnFexitStreamReceive),
        new(HookKind.Fentry, true, programs.OnFexitDgramReceive),
        new(HookKind.Fentry, true, programs.OnFexitSeqpacketReceive),
        new(HookKind.Fentry, true, programs.OnFexitDetach),
        new(HookKind.Fentry, false, programs.OnFentrySend),
        new(HookKind.Fentry, false, programs.OnFentryDetach),
        new(HookKind.Kprobe, true, programs.OnKretprobeSend, "unix_stream_sendmsg", "unix_dgram_sendmsg", "unix_seqpacket_sendmsg"),
        new(HookKind.Kprobe, true, programs.OnKretprobeReceive, "unix_stream_recvmsg", "unix_dgram_recvmsg", "unix_seqpacket_recvmsg"),
        new(HookKind.Kprobe, true, programs.OnKretprobeDetach, "scm_detach_fds"),
        new(HookKind.Kprobe, false, programs.OnKprobeSend, "__scm_send"),
        new(HookKind.Kprobe, false, programs.OnKprobeDetach, "scm_detach_fds"),
        new(HookKind.Tracepoint, true, programs.OnTracepointExit, [.. Calls.Select(static call => "sys_exit_" + call)]),
        new(HookKind.Tracepoint, false, programs.OnTracepointEnter, [.. Calls.Select(static call => "sys_enter_" + call)]),
        new(HookKind.Raw, true, programs.OnSysExit),
        new(HookKind.Raw, false, programs.OnSysEnter),
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
                ? Program.AttachKprobe(target, new ProbeOptions { Return = IsExit })
                : Program.AttachTracepoint("syscalls", target));
        }
    }
}
