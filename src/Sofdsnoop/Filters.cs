// SPDX-License-Identifier: Apache-2.0
using SharpBpf;

namespace Sofdsnoop;

/// <summary>
/// What the kernel decides by, written in C#: the build translates it into the hooks of bpf-templates/sofdsnoop_filter.h. See
/// docs/filters.md for what can be said here.
/// </summary>
internal static class Filters
{
    /// <summary>-t, or else -p. A knob is a constant to the verifier: with neither, nothing is left of this.</summary>
    [BpfFilter("allow_task")]
    public static bool AllowTask(in TaskId task, in SofdsnoopBpf.KnobValues knobs) =>
        knobs.TargetTid != 0 ? task.Tid == knobs.TargetTid : knobs.TargetPid == 0 || task.Pid == knobs.TargetPid;
}
