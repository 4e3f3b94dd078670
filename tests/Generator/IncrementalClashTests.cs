// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>The search for clashing names looks at every compilation; what follows from it runs only when a clash comes or goes.</summary>
public sealed class IncrementalClashTests
{
    private const string Clash = "public class Point { public int A; }";

    [Theory]
    [InlineData("namespace Tool; class Unrelated { int x; }")]
    [InlineData("namespace Other; class Point { int x; }")]
    [InlineData("namespace Tool; class Outer { class Event; }")]
    public void An_edit_elsewhere_plans_nothing_anew(string elsewhere)
    {
        GeneratorRun first = ToolCase.Run();
        GeneratorRun second = first.Again(first.InputWith(elsewhere));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(second, Steps.TakenTypes));
        AssertCached(second, Steps.Draft, Steps.GeneratedNames, Steps.TakenShapes, Steps.Plan, Steps.ObjectModels, Steps.StructModels, Steps.EnumModels);
        AssertNothingWritten(second);
    }

    [Fact]
    public void An_edit_elsewhere_plans_nothing_anew_while_there_is_a_clash()
    {
        GeneratorRun first = ToolCase.Run(Clash);
        GeneratorRun second = first.Again(first.InputWith("namespace Other; class Unrelated { int x; }"));
        Assert.All(Reasons(second, Steps.TakenTypes), r => Assert.Equal(IncrementalStepRunReason.Unchanged, r));
        AssertCached(second, Steps.Draft, Steps.GeneratedNames, Steps.TakenShapes, Steps.Plan, Steps.ObjectModels, Steps.StructModels, Steps.EnumModels, Steps.Problems);
        AssertNothingWritten(second);
        Assert.Equal(ToolCase.Messages(first), ToolCase.Messages(second));
    }

    [Fact]
    public void A_clash_that_moves_takes_its_error_along_and_writes_nothing()
    {
        GeneratorRun first = ToolCase.Run(Clash);
        GeneratorRun second = first.Again(first.InputEdited("using System;", "using System;\n\n"));
        Assert.Equal(first.Diagnostics.Single().Location.GetLineSpan().StartLinePosition.Line + 2, second.Diagnostics.Single().Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(second, Steps.TakenTypes).Distinct());
        AssertCached(second, Steps.Plan, Steps.StructModels);
        AssertNothingWritten(second);
    }

    [Fact]
    public void A_clash_comes_and_goes_with_the_name()
    {
        GeneratorRun clean = ToolCase.Run(Clash.Replace("Point", "Mine", StringComparison.Ordinal));
        Assert.Empty(clean.Diagnostics);
        GeneratorRun clashing = clean.Again(clean.InputEdited("class Mine", "class Point"));
        Assert.Equal("SBPF0025", clashing.Diagnostics.Single().Id);
        GeneratorRun again = clashing.Again(clashing.InputEdited("class Point", "class Mine"));
        Assert.Empty(again.Diagnostics);
        Assert.Equal(clean.AllText(), again.AllText());
    }

    [Fact]
    public void A_clash_comes_and_goes_with_the_C_source()
    {
        GeneratorRun clean = ToolCase.Run("public class Spot;");
        Assert.Empty(clean.Diagnostics);
        GeneratorRun clashing = clean.WithManifest(ToolCase.ManifestText.Replace("struct point", "struct spot", StringComparison.Ordinal));
        Assert.Contains("struct spot of tool.bpf.c", clashing.Diagnostics.Single().GetMessage(null), StringComparison.Ordinal);
        Assert.Empty(clashing.WithManifest(ToolCase.ManifestText).Diagnostics);
    }

    private static void AssertCached(GeneratorRun run, params string[] steps)
    {
        foreach (string step in steps)
            Assert.All(Reasons(run, step), r => Assert.True(r is IncrementalStepRunReason.Cached, $"{step}: {r}"));
    }

    private static void AssertNothingWritten(GeneratorRun run)
        => Assert.All(
            run.Result.TrackedOutputSteps.SelectMany(s => s.Value).Where(s => !s.Inputs.Any(i => i.Source.Outputs.Any(o => o.Value.ToString()!.Contains("Problem", StringComparison.Ordinal)))).SelectMany(s => s.Outputs),
            o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));

    private static IncrementalStepRunReason[] Reasons(GeneratorRun run, string step)
    {
        IncrementalStepRunReason[] reasons = [.. run.Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason)];
        Assert.NotEmpty(reasons);
        return reasons;
    }
}
