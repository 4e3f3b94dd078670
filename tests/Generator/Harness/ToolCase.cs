// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>One small BPF tool, compiled by clang, and C# that goes with it.</summary>
internal static class ToolCase
{
    public const string C = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        typedef _Bool bool;
        enum color { COLOR_RED = 1, COLOR_GREEN, COLOR_BLUE };
        enum error { ERROR_NONE, ERROR_AGAIN = -11 };
        struct point { __u32 x; __s16 y; __u16 z; };
        struct event {
            __u64 ts;
            __u32 pid;
            __s32 result;
            __u8 color;
            __u8 mode : 3;
            __u8 on : 1;
            __u8 rest : 4;
            __u16 count;
            __u32 flags;
            enum color kind;
            enum error error;
            char comm[16];
            __u32 values[4];
            struct point point;
            void *address;
            double ratio;
        };
        _Static_assert(sizeof(struct event) == 88, "the tests say so too");
        union either { __u32 number; float real; };
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct event); } events SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 16); __type(key, __u32); __type(value, struct point); } points SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 2); __type(key, __u32); __type(value, union either); } eithers SEC(".maps");
        const volatile __u32 target_pid = 0;
        const volatile char prefix[8] = "";
        __u64 total = 0;
        SEC("raw_tp/sys_enter") int on_enter(void *ctx) { total += target_pid + prefix[0]; return 0; }
        char LICENSE[] SEC("license") = "GPL";
        """;

    private static readonly Lazy<string> Manifest = new(() => BpfClang.Manifest(C, "tool.bpf.c"));

    /// <summary>Generates for a class of the tool and <paramref name="declarations"/> in the same namespace.</summary>
    public static GeneratorRun Run(string declarations = "", string members = "")
        => GeneratorRun.Of(Source(declarations, members), Manifest.Value);

    public static string ManifestText => Manifest.Value;

    public static string Source(string declarations = "", string members = "") => $$"""
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using SharpBpf;
        namespace Tool;
        #pragma warning disable CS1591, CS0649, CS0169
        [BpfObject("tool.bpf.c")] public sealed partial class ToolBpf { {{members}} }
        {{declarations}}
        """;

    /// <summary>The diagnostics as <c>SBPF0013 at 'Pid': message</c>.</summary>
    public static IEnumerable<string> Messages(GeneratorRun run) => run.Diagnostics.Select(d => $"{d.Id} at '{Text(d.Location)}': {d.GetMessage(null)}");

    private static string Text(Location location) => location.SourceTree?.GetText().ToString(location.SourceSpan) ?? "";
}
