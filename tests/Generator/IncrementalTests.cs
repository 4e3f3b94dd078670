// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>What an edit does: nothing when it has nothing to do with BPF, one file when it changes one struct; and nothing old is kept alive.</summary>
public sealed class IncrementalTests
{
    private const string Declarations = """
        [BpfStruct("point")] public readonly partial struct Place { public readonly uint X; public readonly short Y; public readonly ushort Z; }
        [BpfStruct("color")] public enum Shade : uint { Red = 1, Green = 2, Blue = 3 }
        """;

    private const string Members = "[BpfMap(\"events\")] public partial RingBuffer<Event> Messages { get; }";

    [Fact]
    public void An_edit_elsewhere_leaves_every_step_cached()
    {
        GeneratorRun first = ToolCase.Run(Declarations, Members);
        Compilation edited = first.Input.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated { int x; }", (CSharpParseOptions)first.Input.SyntaxTrees.First().Options, "/src/Other.cs", cancellationToken: TestContext.Current.CancellationToken));
        GeneratorRun second = first.Again(edited);
        AssertAllCached(second);

        GeneratorRun third = second.Again(edited.ReplaceSyntaxTree(
            edited.SyntaxTrees.Last(), CSharpSyntaxTree.ParseText("class Unrelated { int yy; }", (CSharpParseOptions)first.Input.SyntaxTrees.First().Options, "/src/Other.cs", cancellationToken: TestContext.Current.CancellationToken)));
        AssertAllCached(third);
        Assert.Equal(first.AllText(), third.AllText());
    }

    [Fact]
    public void An_edit_elsewhere_leaves_every_step_cached_when_there_are_problems_too()
    {
        GeneratorRun first = ToolCase.Run("[BpfStruct(\"point\")] public partial struct Place { public int X; }");
        Assert.NotEmpty(first.Diagnostics);
        GeneratorRun second = first.Again(first.Input.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("class Unrelated;", (CSharpParseOptions)first.Input.SyntaxTrees.First().Options, cancellationToken: TestContext.Current.CancellationToken)));
        Assert.All(Outputs(second, Steps.Problems), o => Assert.Equal(IncrementalStepRunReason.Cached, o));
        Assert.Equal(first.Diagnostics.Select(d => d.GetMessage(null)), second.Diagnostics.Select(d => d.GetMessage(null)));
    }

    [Fact]
    public void Moving_code_about_writes_nothing_anew()
    {
        GeneratorRun first = ToolCase.Run(Declarations, Members);
        GeneratorRun second = first.Again(first.InputEdited("using System;", "using System;\n\n// a comment\n"));
        Assert.Contains(IncrementalStepRunReason.Modified, Outputs(second, Steps.Structs));
        Assert.All(Outputs(second, Steps.StructShapes), o => Assert.Equal(IncrementalStepRunReason.Unchanged, o));
        Assert.All(Outputs(second, Steps.Plan), o => Assert.Equal(IncrementalStepRunReason.Cached, o));
        AssertNothingWritten(second);
    }

    [Fact]
    public void A_problem_moves_with_the_code()
    {
        GeneratorRun first = ToolCase.Run("[BpfStruct(\"point\")] public partial struct Place { public int X; }");
        GeneratorRun second = first.Again(first.InputEdited("using System;", "using System;\n\n\n"));
        Assert.Equal(
            first.Diagnostics.Select(d => d.Location.GetLineSpan().StartLinePosition.Line + 3),
            second.Diagnostics.Select(d => d.Location.GetLineSpan().StartLinePosition.Line));
        AssertNothingWritten(second);
    }

    [Fact]
    public void A_change_of_a_struct_in_C_writes_that_struct_alone()
    {
        GeneratorRun first = ToolCase.Run(Declarations, Members);
        GeneratorRun second = first.WithManifest(ToolCase.ManifestText.Replace(" flags typedef", " marks typedef", StringComparison.Ordinal));
        Assert.Equal(1, Outputs(second, Steps.StructModels).Count(o => o == IncrementalStepRunReason.Modified));
        Assert.All(Outputs(second, Steps.EnumModels), o => Assert.Equal(IncrementalStepRunReason.Unchanged, o));
        Assert.All(Outputs(second, Steps.ObjectModels), o => Assert.Equal(IncrementalStepRunReason.Unchanged, o));
        Assert.Equal(["Tool.Event.g.cs"], Changed(first, second));
    }

    [Fact]
    public void A_change_of_a_variable_in_C_writes_the_object_alone()
    {
        GeneratorRun first = ToolCase.Run(Declarations, Members);
        GeneratorRun second = first.WithManifest(ToolCase.ManifestText.Replace(" target_pid ", " target_tid ", StringComparison.Ordinal));
        Assert.Equal(["Tool.ToolBpf.g.cs"], Changed(first, second));
    }

    [Fact]
    public void A_change_of_a_declaration_writes_what_mentions_it()
    {
        GeneratorRun first = ToolCase.Run(Declarations, Members);
        GeneratorRun second = first.Again(first.InputEdited("public enum Shade", "internal enum Shade"));
        Assert.Equal(["Tool.Event.g.cs"], Changed(first, second));
        Assert.Contains("internal global::Tool.Shade Kind;", second.File("Tool.Event.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_input_gives_the_same_text_whatever_ran_before()
    {
        GeneratorRun first = ToolCase.Run(Declarations, Members);
        GeneratorRun detour = first.WithManifest(ToolCase.ManifestText.Replace(" ts typedef", " time typedef", StringComparison.Ordinal)).WithManifest(ToolCase.ManifestText);
        Assert.Equal(first.AllText(), detour.AllText());
        Assert.DoesNotContain("\r", first.AllText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_compilations_are_collected()
    {
        (WeakReference<Compilation>[] old, GeneratorRun last) = EditTwice();
        for (int i = 0; i < 10 && old.Any(o => o.TryGetTarget(out _)); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(old, o => Assert.False(o.TryGetTarget(out _), "the generator's cache keeps an old compilation alive"));
        GC.KeepAlive(last);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference<Compilation>[] Old, GeneratorRun Last) EditTwice()
    {
        GeneratorRun first = ToolCase.Run(Declarations + "[BpfStruct(\"either\")] public partial struct Broken { public int Number; }", Members);
        GeneratorRun second = first.Again(first.InputEdited("using System;", "using System;\n"));
        GeneratorRun third = second.Again(second.InputEdited("using System;\n", "using System;\n\n"));
        return ([new(first.Input), new(first.Output), new(second.Input), new(second.Output)], third);
    }

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRun run, string step)
        => run.Result.TrackedSteps.TryGetValue(step, out var steps) ? steps.SelectMany(s => s.Outputs).Select(o => o.Reason) : [];

    private static void AssertAllCached(GeneratorRun run)
    {
        // What a transform reads from the new compilation is the same as before, and from there on nothing runs.
        string[] first = [Steps.Objects, Steps.Structs, Steps.Members, Steps.TakenTypes];
        foreach ((string name, var steps) in run.Result.TrackedSteps.Where(s => typeof(Steps).GetField(s.Key) is not null))
        {
            foreach (IncrementalStepRunReason reason in steps.SelectMany(s => s.Outputs).Select(o => o.Reason))
                Assert.True(reason == IncrementalStepRunReason.Cached || (first.Contains(name) && reason == IncrementalStepRunReason.Unchanged), $"{name}: {reason}");
        }

        AssertNothingWritten(run);
    }

    // A problem's step meets the compilation, which is new with every edit; it writes no source.
    private static void AssertNothingWritten(GeneratorRun run)
        => Assert.All(
            run.Result.TrackedOutputSteps.SelectMany(s => s.Value).Where(s => !s.Inputs.Any(i => i.Source.Outputs.Any(o => o.Value.ToString()!.Contains("Problem", StringComparison.Ordinal)))).SelectMany(s => s.Outputs),
            o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));

    private static IEnumerable<string> Changed(GeneratorRun before, GeneratorRun after)
        => after.Result.GeneratedSources
            .Where(s => before.Result.GeneratedSources.Single(b => b.HintName == s.HintName).SourceText.ToString() != s.SourceText.ToString())
            .Select(s => s.HintName);
}
