// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using SharpBpf.CodeFixes;

namespace SharpBpf.Analyzers.Tests;

/// <summary>[BpfMap], [BpfProgram] and [BpfKnob] on partial properties: SBPF0060 to SBPF0063, and their fixes.</summary>
public sealed class DeclaredMemberTests
{
    [Theory]
    [InlineData("[BpfMap(\"events\")] internal partial RingBuffer<Event> Messages { get; }", "Events")]
    [InlineData("[BpfMap(\"events\")] private partial RingBuffer Messages { get; }", "Events")]
    [InlineData("[BpfMap(\"events\")] public partial BpfMap Messages { get; }", "Events")]
    [InlineData("[BpfMap(\"events\")] public partial global::SharpBpf.RingBuffer<Demo.Event> @event { get; }", "Events")]
    [InlineData("[BpfMap(\"counts\")] protected internal partial HashMap<System.UInt32, Count> Hits { get; }", "Counts")]
    [InlineData("[BpfMap(\"events\")] partial RingBuffer<Event> Messages { get; }", "Events")]
    public void A_map_is_renamed_and_hidden(string member, string generated)
    {
        INamedTypeSymbol tool = Generate(member);
        Assert.Empty(tool.GetMembers(generated));
        Assert.Contains(tool.GetMembers().OfType<IPropertySymbol>(), p => p.PartialImplementationPart is not null);
    }

    [Fact]
    public void A_member_may_keep_its_generated_name() => Generate("[BpfMap(\"events\")] public partial RingBuffer<Event> Events { get; }");

    [Fact]
    public void A_program_leaves_the_set()
    {
        INamedTypeSymbol tool = Generate("[BpfProgram(\"on_enter\")] internal partial BpfProgram Enter { get; }");
        Assert.Empty(Set(tool, "ProgramSet").GetMembers("OnEnter"));
        Assert.NotEmpty(Set(tool, "ProgramSet").GetMembers("OnExit"));
    }

    [Theory]
    [InlineData("[BpfKnob(\"target_pid\")] internal partial uint Pid { get; set; }", "TargetPid")]
    [InlineData("[BpfKnob(\"target_pid\")] public partial uint Pid { get; private set; }", "TargetPid")]
    [InlineData("[BpfKnob(\"target_pid\")] public partial uint Pid { get; }", "TargetPid")]
    [InlineData("[BpfKnob(\"target_pid\")] public partial uint Pid { set; }", "TargetPid")]
    [InlineData("[BpfKnob(\"verbose\")] public partial bool Loud { get; set; }", "Verbose")]
    [InlineData("[BpfKnob(\"name_filter\")] public partial System.ReadOnlySpan<byte> Word { get; set; }", "NameFilter")]
    public void A_knob_leaves_the_set(string member, string generated)
    {
        INamedTypeSymbol tool = Generate(member);
        Assert.Empty(Set(tool, "KnobSet").GetMembers(generated));
    }

    [Fact]
    public void A_setter_refuses_after_Load()
    {
        (Compilation output, _) = Generated.Run(Code.Compile(Class("[BpfKnob(\"target_pid\")] internal partial uint Pid { get; set; }")));
        string text = string.Join('\n', output.SyntaxTrees.Select(t => t.ToString()));
        Assert.Contains("FindSection(\".rodata\").ThrowIfFrozen(\"target_pid\");", text, StringComparison.Ordinal);
        Assert.Contains("FindSection(\".rodata\").At<uint>(0) = value;", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documentation_is_the_users()
    {
        INamedTypeSymbol tool = Generate("/// <summary>What was passed.</summary>\n[BpfMap(\"events\")] public partial RingBuffer<Event> Messages { get; }");
        Assert.Contains("What was passed.", tool.GetMembers("Messages").Single().GetDocumentationCommentXml(cancellationToken: TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[BpfMap(\"evnts\")] public partial RingBuffer<Event> Messages { get; }", "SBPF0060", "'Messages' stands for the map 'evnts', but tool.bpf.c has no map of that name. Did you mean 'events'?")]
    [InlineData("[BpfProgram(\"on_start\")] public partial BpfProgram P { get; }", "SBPF0060", "'P' stands for the program 'on_start', but tool.bpf.c has no program of that name.")]
    [InlineData("[BpfKnob(\"seen\")] public partial uint Seen { get; set; }", "SBPF0060", "'Seen' stands for the knob 'seen', but tool.bpf.c has no knob of that name. There is a variable of that name in .bss, but only one that is 'const volatile' is a knob.")]
    [InlineData("[BpfMap(\"events\")] public partial RingBuffer<Count> Messages { get; }", "SBPF0061", "'Messages' is a 'RingBuffer<Count>', but the map 'events' of tool.bpf.c is a 'RingBuffer<Event>'")]
    [InlineData("[BpfMap(\"counts\")] public partial HashMap<int, Count> Hits { get; }", "SBPF0061", "'Hits' is a 'HashMap<int, Count>', but the map 'counts' of tool.bpf.c is a 'HashMap<uint, Count>'")]
    [InlineData("[BpfKnob(\"target_pid\")] public partial int Pid { get; set; }", "SBPF0061", "'Pid' is a 'int', but the knob 'target_pid' of tool.bpf.c is a 'uint'")]
    [InlineData("[BpfProgram(\"on_exit\")] public partial BpfProgram? Exit { get; }", "SBPF0061", "'Exit' is a 'BpfProgram?', but the program 'on_exit' of tool.bpf.c is a 'BpfProgram'")]
    [InlineData("[BpfMap(\"events\")] public RingBuffer<Event> Messages { get; } = null!;", "SBPF0062", "'Messages' cannot stand for the map 'events': it is not partial. Declare it like 'public partial RingBuffer<Event> Messages { get; }'.")]
    [InlineData("[BpfMap(\"events\")] public RingBuffer<Event> Messages = null!;", "SBPF0062", "'Messages' cannot stand for the map 'events': it is not a property. Declare it like 'public partial RingBuffer<Event> Messages { get; }'.")]
    [InlineData("[BpfMap(\"events\")] public static partial RingBuffer<Event> Messages { get; }", "SBPF0062", "'Messages' cannot stand for the map 'events': it is static, and belongs to no object. Declare it like 'public partial RingBuffer<Event> Messages { get; }'.")]
    [InlineData("[BpfProgram(\"on_exit\")] public partial BpfProgram Exit { get; set; }", "SBPF0062", "'Exit' cannot stand for the program 'on_exit': it can be set. Declare it like 'public partial BpfProgram Exit { get; }'.")]
    public void What_does_not_fit_is_reported_at_the_member(string member, string id, string message)
    {
        Diagnostic report = Assert.Single(Generated.Run(Code.Compile(Class(member))).Reports);
        Assert.Equal((id, message), (report.Id, report.GetMessage(null)));
        string name = report.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(report.Location.SourceSpan);
        Assert.StartsWith($"'{name}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_members_for_one_map()
    {
        Diagnostic report = Assert.Single(Generated.Run(Code.Compile(Class(
            "[BpfMap(\"events\")] public partial RingBuffer<Event> A { get; } [BpfMap(\"events\")] public partial RingBuffer<Event> B { get; }"))).Reports);
        Assert.Equal(("SBPF0063", "'B' stands for the map 'events', but 'A' does already"), (report.Id, report.GetMessage(null)));
    }

    [Fact]
    public void A_member_of_another_class()
    {
        Diagnostic report = Assert.Single(Generated.Run(Code.Compile("namespace Demo; class Other { [SharpBpf.BpfMap(\"events\")] object? M { get; } }")).Reports);
        Assert.Equal(("SBPF0062", "'M' cannot stand for the map 'events': its class 'Other' has no [BpfObject]"), (report.Id, report.GetMessage(null)));
    }

    [Theory]
    [InlineData("public partial RingBuffer<Count> Messages { get; }", "public partial RingBuffer<Event> Messages { get; }")]
    [InlineData("public RingBuffer<Event> Messages { get; } = null!;", "public partial RingBuffer<Event> Messages { get; }")]
    [InlineData("private RingBuffer<Event>? _messages; // ring", "private partial RingBuffer<Event> _messages { get; } // ring")]
    public async Task The_fix_declares_it_as_in_C(string before, string after)
        => await CheckFix(new ReplaceMemberCodeFix(), Class($"/// <summary>Text.</summary>\n    [BpfMap(\"events\")]\n    {before}"), Class($"/// <summary>Text.</summary>\n    [BpfMap(\"events\")]\n    {after}"));

    [Theory]
    [InlineData("[BpfKnob(\"target_pid\")] internal partial int Pid { get; private set; }", "[BpfKnob(\"target_pid\")] internal partial uint Pid { get; private set; }")]
    [InlineData("[BpfKnob(\"name_filter\")] public partial string Word { get; set; }", "[BpfKnob(\"name_filter\")] public partial System.ReadOnlySpan<byte> Word { get; set; }")]
    [InlineData("[BpfProgram(\"on_exit\")] public partial object Exit { get; set; }", "[BpfProgram(\"on_exit\")] public partial BpfProgram Exit { get; }")]
    public async Task The_fix_keeps_what_was_right(string before, string after) => await CheckFix(new ReplaceMemberCodeFix(), Class(before), Class(after));

    [Theory]
    [InlineData("[BpfMap(\"evnts\")] public partial RingBuffer<Event> Messages { get; }", "[BpfMap(\"events\")] public partial RingBuffer<Event> Messages { get; }")]
    [InlineData("[BpfProgram(\"onexit\")] public partial BpfProgram Exit { get; }", "[BpfProgram(\"on_exit\")] public partial BpfProgram Exit { get; }")]
    public async Task The_nearest_name(string before, string after) => await CheckFix(new NearestNameCodeFix(), Class(before), Class(after));

    private static string Class(string members) => $$"""
        using SharpBpf;

        namespace Demo;

        [BpfObject("tool.bpf.c")]
        public sealed partial class ToolBpf
        {
            {{members}}
        }
        """;

    internal static async Task CheckFix(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider fix, string before, string after, string manifest = Generated.Manifest)
    {
        Document document = Fix.Open(before);
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        (Compilation generated, ImmutableArray<Diagnostic> found) = Generated.Run(compilation, manifest);
        Assert.Contains(found, d => fix.FixableDiagnosticIds.Contains(d.Id));
        Diagnostic report = found.First(d => fix.FixableDiagnosticIds.Contains(d.Id));

        // An editor has the generated types too, and shortens their names.
        foreach (SyntaxTree tree in generated.SyntaxTrees.Except(compilation.SyntaxTrees))
            document = document.Project.AddDocument(tree.FilePath, await tree.GetTextAsync(TestContext.Current.CancellationToken)).Project.GetDocument(document.Id)!;

        Document? changed = await Fix.Apply(fix, document, report);
        Assert.NotNull(changed);
        Assert.Equal(after, await Fix.Text(changed));
        compilation = Code.Compile(after);
        (Compilation output, ImmutableArray<Diagnostic> reports) = Generated.Run(compilation, manifest);
        Assert.Empty(reports);
        Assert.Empty(Generated.Errors(output));
    }

    private static INamedTypeSymbol Generate(string member)
    {
        (Compilation output, ImmutableArray<Diagnostic> reports) = Generated.Run(Code.Compile(Class(member)));
        Assert.Empty(reports);
        Assert.Empty(Generated.Errors(output));
        return output.GetTypeByMetadataName("Demo.ToolBpf")!;
    }

    private static INamedTypeSymbol Set(INamedTypeSymbol tool, string name) => Assert.Single(tool.GetTypeMembers(name));
}
