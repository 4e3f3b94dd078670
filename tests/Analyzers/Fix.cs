// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SharpBpf.Analyzers.Tests;

/// <summary>Applies code fixes as an editor does.</summary>
internal static class Fix
{
    /// <summary>The text after the first fix for the first diagnostic of an analyzer; null when no fix is offered. What comes out must compile.</summary>
    public static async Task<string?> Apply<TAnalyzer, TFix>(string code, string shared)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        Document document = Open(code, shared);
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Code.AssertCompiles(compilation);
        ImmutableArray<Diagnostic> found = await Code.Analyze(new TAnalyzer(), compilation);
        Document? changed = await Apply(new TFix(), document, found[0]);
        if (changed is null)
            return null;

        compilation = (await changed.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Code.AssertCompiles(compilation);
        Assert.Equal(found.Length - 1, (await Code.Analyze(new TAnalyzer(), compilation)).Length);
        return await Text(changed);
    }

    /// <summary>The document after the first fix that is offered; null when none is.</summary>
    public static async Task<Document?> Apply(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        Assert.Contains(diagnostic.Id, fix.FixableDiagnosticIds);
        CodeAction? action = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (a, _) => action ??= a, TestContext.Current.CancellationToken));
        if (action is null)
            return null;

        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        Solution solution = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution;
        return solution.GetDocument(document.Id)!;
    }

    /// <summary>The text after "fix all" of one id in the document.</summary>
    public static async Task<string> ApplyAll<TAnalyzer, TFix>(string code, string shared, string id)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        Document document = Open(code, shared);
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Found found = new([.. (await Code.Analyze(new TAnalyzer(), compilation)).Where(d => d.Id == id)]);
        TFix fix = new();
        FixAllContext context = new(document, fix, FixAllScope.Document, typeof(TFix).Name, [id], found, TestContext.Current.CancellationToken);
        CodeAction action = (await fix.GetFixAllProvider()!.GetFixAsync(context))!;
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        return await Text(Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!);
    }

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            SyntaxTree? tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return diagnostics.Where(d => d.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }

    /// <summary>The first text as a document of a project that also has the others.</summary>
    public static Document Open(params string[] sources)
    {
        AdhocWorkspace workspace = new();
        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Snippet", "Snippet", LanguageNames.CSharp,
            compilationOptions: Code.Options, parseOptions: Code.ParseOptions, metadataReferences: Code.References));
        DocumentId? first = null;
        for (int i = 0; i < sources.Length; i++)
        {
            Document added = project.AddDocument($"{i}.cs", sources[i], filePath: $"/{i}.cs");
            first ??= added.Id;
            project = added.Project;
        }

        return project.GetDocument(first!)!;
    }

    public static async Task<string> Text(Document document) => (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
}
