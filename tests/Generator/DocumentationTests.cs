// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text.RegularExpressions;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>The C# of docs/architecture.md compiles, with what the generator makes of an object that has what it speaks of.</summary>
public sealed partial class DocumentationTests
{
    private const string C = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct exec_event { __u32 pid; char comm[16]; };
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct exec_event); } execs SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 16); __type(key, __u64); __type(value, __u64); } counts SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u64); } per_cpu SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 8); __uint(map_flags, BPF_F_MMAPABLE); __type(key, __u32); __type(value, __u64); } table SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_USER_RINGBUF); __uint(max_entries, 4096); } commands SEC(".maps");
        const volatile __u32 target_pid = 0;
        SEC("fentry/security_bprm_check") int on_exec_fentry(void *ctx) { return target_pid; }
        SEC("uprobe") int on_open(void *ctx) { return 0; }
        SEC("tc") int filter(struct __sk_buff *skb) { return 0; }
        SEC("tc") int other_filter(struct __sk_buff *skb) { return 0; }
        char LICENSE[] SEC("license") = "GPL";
        """;

    // what the page leaves to its reader
    private const string Rest = """
        public struct SkBuff { public uint Length, PacketType, Mark; }
        public static partial class Walk
        {
            private static void Print(in ExecEvent e) => Console.WriteLine(e.Pid);
            private static void Fill(Span<byte> data) => data.Fill(1);
        """;

    [Fact]
    public void The_walk_through_the_public_API_compiles()
    {
        string page = File.ReadAllText(Path.Combine(
            typeof(DocumentationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestFolder").Value!, "..", "..", "docs", "architecture.md"));
        string[] blocks = [.. CSharpBlock().Matches(page).Select(match => match.Groups["code"].Value.Replace(") …", ") { }", StringComparison.Ordinal))];
        Assert.InRange(blocks.Length, 6, 20);
        string methods = string.Concat(blocks.Select((code, i) =>
            $"private static void Block{i}({(code.Contains("var bpf", StringComparison.Ordinal) ? "" : "ExecsBpf bpf, ")}ulong key, byte[] packet)\n{{\n_ = (key, packet);\n{code}\n}}\n"));

        GeneratorRun run = GeneratorRun.Of(
            "using System;\nusing SharpBpf;\nnamespace Tool;\n#pragma warning disable CS1591, IDE0051, CS0649\n"
            + $"[BpfObject(\"execs.bpf.c\")] public sealed partial class ExecsBpf;\n{Rest}\n{methods}\n}}",
            BpfClang.Manifest(C, "execs.bpf.c"));

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerErrors());
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
