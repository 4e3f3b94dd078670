// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;

namespace Sofdsnoop.Hooks;

/// <summary>What hooks are called on the command line.</summary>
internal static class HookWord
{
    public static string Of(HookKind hook) => hook switch
    {
        HookKind.Fentry => "fentry",
        HookKind.Kprobe => "kprobe",
        HookKind.Tracepoint => "tracepoint",
        HookKind.Raw => "raw",
        _ => "auto",
    };
}
