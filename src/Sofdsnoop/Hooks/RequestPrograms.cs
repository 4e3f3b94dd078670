// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Hooks;

/// <summary>
/// The programs that follow io_uring's requests, which go with every hook. Requests carry fds since Linux 5.15 and can be followed since
/// 6.0: then the tracepoints began to show them.
/// </summary>
internal sealed class RequestPrograms(SofdsnoopBpf.ProgramSet programs)
{
    // came with 6.0
    private const string Followable = "io_cmd_data";

    // the second is the name before 6.6
    private static readonly string[] SubmitNames = ["io_uring_submit_req", "io_uring_submit_sqe"];

    private string? _submit;

    /// <summary>All of them.</summary>
    public IEnumerable<BpfProgram> All =>
    [
        programs.OnIoUringSubmit, programs.OnIoUringComplete, programs.OnRequestThreadExit,
        programs.OnRegisteredSubmit, programs.OnRegisteredComplete,
    ];

    /// <summary>Has those loaded that have a place in this kernel, and are asked for.</summary>
    public void Choose(bool allPaths)
    {
        var names = KernelTypeNames.Find([Followable, .. SubmitNames.Select(KernelTypeNames.OfTracepoint)]);
        _submit = names.Contains(Followable) ? SubmitNames.FirstOrDefault(name => names.Contains(KernelTypeNames.OfTracepoint(name))) : null;
        foreach (var program in All)
            program.AutoLoad = _submit != null;
        programs.OnRegisteredSubmit.AutoLoad = programs.OnRegisteredComplete.AutoLoad = _submit != null && allPaths;
    }

    /// <summary>Attaches what was loaded; what tells the end of requests first.</summary>
    public void Attach(List<BpfLink> links)
    {
        BpfProgram[] ends = [programs.OnIoUringComplete, programs.OnRequestThreadExit, programs.OnRegisteredComplete];
        BpfProgram[] beginnings = [programs.OnIoUringSubmit, programs.OnRegisteredSubmit];
        foreach (var program in ends.Where(static program => program.IsLoaded))
            links.Add(program.Attach());
        foreach (var program in beginnings.Where(static program => program.IsLoaded))
            links.Add(program.AttachRawTracepoint(_submit!));
    }
}
