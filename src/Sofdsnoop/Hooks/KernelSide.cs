// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Hooks;

/// <summary>The kernel side with one hook: loaded, and attached until it is disposed.</summary>
internal sealed class KernelSide : IDisposable
{
    // best first
    private static readonly HookKind[] Preference = [HookKind.Fentry, HookKind.Kprobe, HookKind.Tracepoint, HookKind.Raw];

    private readonly List<BpfLink> _links = [];
    private readonly IReadOnlyList<HookProgram> _programs;
    private readonly RequestPrograms _requests;

    private KernelSide(HookKind hook)
    {
        Hook = hook;
        Bpf = SofdsnoopBpf.Open();
        _programs = HookProgram.All(Bpf.Programs);
        _requests = new RequestPrograms(Bpf.Programs);
    }

    /// <summary>Its maps, programs and knobs.</summary>
    public SofdsnoopBpf Bpf { get; }

    /// <summary>What it is attached with.</summary>
    public HookKind Hook { get; }

    /// <summary>The hooks that are better and could not be had, each with the reason.</summary>
    public IReadOnlyList<(HookKind Hook, string Reason)> Rejected { get; private init; } = [];

    /// <summary>How often the kernel did not run a program that was due; each may have been a call that is missing.</summary>
    public ulong SkippedRuns => Sofdsnoop.Hooks.SkippedRuns.Of(Bpf.AllPrograms);

    /// <summary>Every hook there is, best first.</summary>
    public static IReadOnlyList<HookKind> All => Preference;

    /// <summary>Loads and attaches with the hook that the options force, or the best there is.</summary>
    /// <param name="options">What to trace.</param>
    /// <param name="beforeAttach">Called when the maps are there and nothing is attached yet.</param>
    /// <exception cref="BpfException">The kernel refuses; the message says what and why.</exception>
    public static KernelSide Start(TraceOptions options, Action<SofdsnoopBpf> beforeAttach)
    {
        if (options.Hook != HookKind.Auto)
            return StartForced(options, beforeAttach);
        var rejected = new List<(HookKind, string)>();
        foreach (var hook in Preference)
        {
            try
            {
                if (HookProbe.Obstacle(hook) is { } obstacle)
                    rejected.Add((hook, obstacle));
                else
                    return Start(hook, options, beforeAttach, rejected);
            }
            catch (BpfException e) when (hook != HookKind.Raw)
            {
                rejected.Add((hook, FirstLine(e)));
            }
        }

        throw new InvalidOperationException("nothing speaks against the hook 'raw' in advance");
    }

    /// <summary>
    /// Calls that passed the first probe and not the last: more slept at once than the kernel has kretprobes for. Those that another
    /// call of the same thread followed are counted in the kernel already. To be asked when nothing is attached any more.
    /// </summary>
    public Loss Missed()
    {
        var missed = default(Loss);
        if (Hook != HookKind.Kprobe)
            return missed;
        foreach (var (_, call) in Bpf.Calls)
        {
            if (call.State == (byte)CallState.Running && call.KernelMessage != 0)
                missed += call.Action == (byte)FdAction.Send ? new Loss(1, call.Sent, 0) : new Loss(1, 0, 1);
        }

        return missed;
    }

    /// <summary>Detaches all programs; the maps stay until <see cref="Dispose"/>.</summary>
    public void Detach()
    {
        lock (_links)
        {
            for (var i = _links.Count - 1; i >= 0; i--)
                _links[i].Dispose();
            _links.Clear();
        }
    }

    public void Dispose()
    {
        Detach();
        Bpf.Dispose();
    }

    private static KernelSide StartForced(TraceOptions options, Action<SofdsnoopBpf> beforeAttach)
    {
        var word = HookWord.Of(options.Hook);
        const string Advice = "--hook auto takes the best that there is, and 'sofdsnoop doctor' says what there is";
        if (HookProbe.Obstacle(options.Hook) is { } obstacle)
            throw new BpfException($"the hook '{word}' cannot be had: {obstacle}; {Advice}");
        try
        {
            return Start(options.Hook, options, beforeAttach, []);
        }
        catch (BpfException e) when (options.Hook != HookKind.Raw)
        {
            throw new BpfException($"the hook '{word}' cannot be had: {e.Message}\n{Advice}", e);
        }
    }

    private static KernelSide Start(
        HookKind hook, TraceOptions options, Action<SofdsnoopBpf> beforeAttach, IReadOnlyList<(HookKind, string)> rejected)
    {
        var side = new KernelSide(hook) { Rejected = rejected };
        try
        {
            side.Load(options);
            beforeAttach(side.Bpf);
            side.Attach(options);
            return side;
        }
        catch
        {
            side.Dispose();
            throw;
        }
    }

    private void Load(TraceOptions options)
    {
        foreach (var (hook, _, program, _) in _programs)
            program.AutoLoad = hook == Hook;
        _requests.Choose(options.AllPaths);
        KernelSettings.BeforeLoad(Bpf, options);
        Bpf.Load();
    }

    /// <summary>
    /// What tells the end of calls comes first, and then the calls that wait already are noted: so none that is noted when it begins
    /// is missed when it ends.
    /// </summary>
    private void Attach(TraceOptions options)
    {
        KernelSettings.BeforeAttach(Bpf, options);
        AttachOthers();
        AttachHook(HookPart.End);
        if (WaitingCalls.Note(Bpf.Calls, options))
            AttachHook(HookPart.EndOfWaiting);
        AttachHook(HookPart.Begin);
    }

    private void AttachHook(HookPart part)
    {
        foreach (var program in _programs)
        {
            if (program.Hook == Hook && program.Part == part)
                program.Attach(_links);
        }
    }

    /// <summary>The programs that go with every hook.</summary>
    private void AttachOthers()
    {
        var own = _programs.Select(static program => program.Program).Concat(_requests.All);
        foreach (var program in Bpf.AllPrograms.Except(own).Where(static program => program.IsLoaded))
            _links.Add(program.Attach());
        _requests.Attach(_links);
    }

    private static string FirstLine(BpfException e) => e.Message.Split('\n')[0].TrimEnd('.');
}
