// SPDX-License-Identifier: Apache-2.0
using SharpBpf.CodeFixes;
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.Analyzers.Tests;

/// <summary>The fixes of SBPF0050, SBPF0051 and SBPF0054.</summary>
public sealed class UsingFixTests
{
    [Theory]
    [InlineData("b.Attach();", "using var links = b.Attach();")]
    [InlineData("_ = b.Attach();", "using var links = b.Attach();")]
    [InlineData("b.Programs.OnEvent.Attach(); // kept", "using var link = b.Programs.OnEvent.Attach(); // kept")]
    [InlineData("ToolBpf.Open();", "using var bpf = ToolBpf.Open();")]
    [InlineData("int links = 1; b.Attach(); Console.WriteLine(links);", "int links = 1; using var links2 = b.Attach(); Console.WriteLine(links);")]
    [InlineData("b.Attach(); { int links = 1; Console.WriteLine(links); }", "using var links2 = b.Attach();\n        { int links = 1; Console.WriteLine(links); }")]
    [InlineData("if (b.IsLoaded) { /* now */ b.Attach(); }", "if (b.IsLoaded) { /* now */ using var links = b.Attach(); }")]
    public async Task Kept_in_a_using_local(string before, string after)
        => Assert.Equal(Method(after), await Fix.Apply<OwnershipAnalyzer, KeepInUsingCodeFix>(Method(before), Code.Tool));

    [Fact]
    public async Task An_awaited_one_too()
    {
        const string Signature = "public async Task Run(ToolBpf b)", Members = "private static Task<ToolBpf> OpenAsync() => throw new Exception();";
        Assert.Equal(
            Code.Method("using var bpf = await OpenAsync().ConfigureAwait(false);", Signature, Members, safe: true),
            await Fix.Apply<OwnershipAnalyzer, KeepInUsingCodeFix>(Code.Method("await OpenAsync().ConfigureAwait(false);", Signature, Members, safe: true), Code.Tool));
    }

    [Theory]
    [InlineData("if (b.IsLoaded) b.Attach();")]
    [InlineData("int n = b.Attach().Count;")]
    [InlineData("Action a = () => b.Attach();")]
    [InlineData("switch (1) { case 1: b.Attach(); break; }")]
    public async Task No_fix_where_using_cannot_stand(string code)
        => Assert.Null(await Fix.Apply<OwnershipAnalyzer, KeepInUsingCodeFix>(Method(code), Code.Tool));

    [Theory]
    [InlineData("var links = b.Attach();", "using var links = b.Attach();")]
    [InlineData("// all\n        BpfLinkSet links = b.Attach();", "// all\n        using BpfLinkSet links = b.Attach();")]
    [InlineData("var bpf = ToolBpf.Open(); bpf.Load();", "using var bpf = ToolBpf.Open(); bpf.Load();")]
    [InlineData("var links = b.IsLoaded ? b.Attach() : null;", "using var links = b.IsLoaded ? b.Attach() : null;")]
    [InlineData("var it = b.Events.Read().GetEnumerator(); it.MoveNext();", "using var it = b.Events.Read().GetEnumerator(); it.MoveNext();")]
    public async Task Declared_with_using(string before, string after)
        => Assert.Equal(Method(after), await Fix.Apply<OwnershipAnalyzer, AddUsingCodeFix>(Method(before), Code.Tool));

    [Theory]
    [InlineData("BpfLinkSet links; links = b.Attach();")]
    [InlineData("BpfLinkSet? links = b.Attach(); links = null;")]
    [InlineData("BpfLinkSet one = b.Attach(), two = null!;")]
    [InlineData("if (b.Attach() is { } links) { }")]
    public async Task No_fix_where_the_local_is_set_again_or_is_not_alone(string code)
        => Assert.Null(await Fix.Apply<OwnershipAnalyzer, AddUsingCodeFix>(Method(code), Code.Tool));

    [Fact]
    public async Task All_at_once()
    {
        string fixedAll = await Fix.ApplyAll<OwnershipAnalyzer, AddUsingCodeFix>(
            Method("var links = b.Attach(); var link = b.Programs.OnEvent.Attach(); if (b.IsLoaded) { var more = b.Attach(); }"), Code.Tool, AnalyzerDescriptors.NeverDisposed.Id);
        Assert.Equal(
            Method("using var links = b.Attach(); using var link = b.Programs.OnEvent.Attach(); if (b.IsLoaded) { using var more = b.Attach(); }"),
            fixedAll);
    }

    private static string Method(string code) => Code.Method(code, "public void Run(ToolBpf b)");
}
