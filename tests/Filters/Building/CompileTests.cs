// SPDX-License-Identifier: Apache-2.0
using System.Text;
using SharpBpf.Filters.Tests.Harness;

namespace SharpBpf.Filters.Tests.Building;

/// <summary>The tool's <c>compile</c> with filters.</summary>
public sealed class CompileTests
{
    private const string Template =
        """
        #include <sharpbpf/types.h>
        #include <bpf/bpf_helpers.h>
        #include <sharpbpf/filter.h>

        struct task_id { __u32 pid; __u32 tid; };
        BPF_FILTER(allow_task, struct task_id *task)
        BPF_FILTER(allow_uid, __u32 uid)

        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } answers SEC(".maps");

        SEC("socket") int run(void *ctx)
        {
        	struct task_id task = { 5, 6 };
        	__u32 zero = 0, *answer = bpf_map_lookup_elem(&answers, &zero);
        	if (answer)
        		*answer = 10 + allow_task(&task) + 2 * allow_uid(7);
        	return 0;
        }

        /* Declared below the hook that uses it. */
        const volatile __u32 target_pid = 5;
        char LICENSE[] SEC("license") = "GPL";
        """;

    private const string Filters =
        """
        using SharpBpf;
        namespace Sample;
        [BpfObject("case.bpf.c")] public sealed partial class CaseBpf;
        static class Filters
        {
            [BpfFilter("allow_task")]
            static bool AllowTask(in TaskId task, in CaseBpf.KnobValues knobs) => task.Pid == knobs.TargetPid + Numbers.Offset && Numbers.IsOdd(task.Tid + 1);
        }
        """;

    private const string Other =
        """
        namespace Sample;
        static class Numbers
        {
            public const uint Offset = 0;
            public static bool IsOdd(uint n) => n % 2 == 1;
        }
        """;

    [Fact]
    public void Without_filters_every_hook_lets_pass()
    {
        using Workshop workshop = new();
        byte[]? image = workshop.Compile(Template);

        Assert.True(image is not null, workshop.Log);
        Assert.Equal("", workshop.Log);
        Assert.Equal(13u, Run(image));
        Assert.False(File.Exists(workshop.PathOf("case.bpf.filters.c")));
        Assert.All(workshop.Manifest().Filters, f => Assert.False(f.IsCompiled));
    }

    [Fact]
    public void A_filter_takes_the_place_of_its_hook_and_of_no_other()
    {
        using Workshop workshop = new();
        workshop.AddSource("Filters.cs", Filters);
        workshop.AddSource("Other.cs", Other.Replace("Offset = 0", "Offset = 1", StringComparison.Ordinal));
        workshop.AddSource("Unrelated.cs", "static class Unrelated;");
        byte[]? image = workshop.Compile(Template);

        Assert.True(image is not null, workshop.Log);
        Assert.Equal("", workshop.Log);
        Assert.Equal(12u, Run(image));
        Assert.Equal([true, false], workshop.Manifest().Filters.Select(f => f.IsCompiled));

        // What the next build has to look at.
        string[] csharp = [.. workshop.Dependencies.Where(d => d.EndsWith(".cs", StringComparison.Ordinal)).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(["Filters.cs", "Other.cs"], csharp);
        Assert.DoesNotContain(workshop.Dependencies, d => d.EndsWith(".filters.c", StringComparison.Ordinal));
    }

    [Fact]
    public void The_object_knows_the_lines_of_the_CSharp_file_and_not_its_folder()
    {
        byte[][] images = [.. Enumerable.Range(0, 2).Select(_ => Image())];

        Assert.Equal(images[0], images[1]);
        string text = Encoding.Latin1.GetString(images[0]);
        Assert.Contains("./Filters.cs\0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sharpbpf-filters-", text, StringComparison.Ordinal);

        static byte[] Image()
        {
            using Workshop workshop = new();
            workshop.AddSource("Filters.cs", Filters);
            workshop.AddSource("Other.cs", Other);
            return workshop.Compile(Template)!;
        }
    }

    [Fact]
    public void What_is_rejected_stands_in_the_log_in_the_form_that_MSBuild_reads()
    {
        using Workshop workshop = new();
        string filters = Filters.Replace("task.Tid + 1", "task.Tid / task.Pid", StringComparison.Ordinal);
        workshop.AddSource("Filters.cs", filters);
        workshop.AddSource("Other.cs", Other);

        Assert.Null(workshop.Compile(Template));
        Assert.Equal(
            $"{workshop.PathOf("Filters.cs")}({Place(filters, "task.Tid /")}): error SBPF0213: The divisor may be 0, for which C# throws: divide by a constant, or make sure of it with Math.Max(task.Pid, 1)\n",
            workshop.Log);
        Assert.False(File.Exists(workshop.PathOf("case.bpf.o")));
    }

    [Fact]
    public void An_error_of_the_compiler_in_a_filter_is_told_as_the_compiler_tells_it()
    {
        using Workshop workshop = new();
        workshop.AddSource("Filters.cs", Filters);

        Assert.Null(workshop.Compile(Template));
        Assert.Contains($"{workshop.PathOf("Filters.cs")}({Place(Filters, "Numbers.Offset")}): error CS0103: The name 'Numbers' does not exist", workshop.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_clang_in_a_filter_stands_at_the_CSharp_line()
    {
        using Workshop workshop = new();
        workshop.AddSource("Filters.cs", Filters);
        workshop.AddSource("Other.cs", Other);

        // A macro of the same name hides the field.
        Assert.Null(workshop.Compile(Template + "\n#define tid nothing_like_it\n"));
        Assert.Contains($"{workshop.PathOf("Filters.cs")}(7,", workshop.Log, StringComparison.Ordinal);
        Assert.Contains("error SBPF1001: no member named 'nothing_like_it' in 'struct task_id'", workshop.Log, StringComparison.Ordinal);
    }

    private static string Place(string text, string what)
    {
        string before = text[..text.IndexOf(what, StringComparison.Ordinal)];
        return $"{before.Count(c => c == '\n') + 1},{before.Length - before.LastIndexOf('\n')}";
    }

    private static uint Run(byte[] image)
    {
        using KernelObject bpf = new(image, []);
        bpf.Run("run", 1);
        byte[] answer = new byte[4];
        KernelObject.Lookup(bpf.Map("answers"), 0, answer);
        return BitConverter.ToUInt32(answer);
    }
}
