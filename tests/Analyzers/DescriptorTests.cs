// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using SharpBpf.CodeFixes;
using SharpBpf.Generator.Analyzers;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.Analyzers.Tests;

/// <summary>Ids are API: each is documented, released and linked in one way.</summary>
public sealed partial class DescriptorTests
{
    private static readonly string _root = typeof(DescriptorTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static TheoryData<string> Ids => [.. Descriptors().Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_page_that_says_what_why_and_how(string id)
    {
        DiagnosticDescriptor descriptor = Of(id);
        string path = Path.Combine(_root, "docs", "diagnostics", id + ".md");
        Assert.True(File.Exists(path), $"{path} is missing");
        string page = File.ReadAllText(path);
        Assert.StartsWith($"# {id}: ", page, StringComparison.Ordinal);
        Assert.Contains($"**{descriptor.DefaultSeverity}.**", page, StringComparison.Ordinal);
        foreach (string part in new[] { "## Why", "## Wrong", "## Right", "## How to suppress", "```" })
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_one_release_entry_with_its_category_and_severity(string id)
    {
        DiagnosticDescriptor descriptor = Of(id);
        string[] files = ["AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md"];
        string entry = Assert.Single(files.SelectMany(f => File.ReadLines(Path.Combine(_root, "src", "Generator", f))), l => l.StartsWith(id, StringComparison.Ordinal));
        Assert.Equal([id, descriptor.Category, descriptor.DefaultSeverity.ToString()], entry.Split('|').Take(3).Select(s => s.Trim()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_help_link_of_the_one_form(string id) => Assert.Equal($"docs/diagnostics/{id}.md", Of(id).HelpLinkUri);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_enabled_and_titled(string id)
    {
        DiagnosticDescriptor descriptor = Of(id);
        Assert.True(descriptor.IsEnabledByDefault);
        Assert.NotEmpty(descriptor.Title.ToString(null));
    }

    // What the filter analyzer reports are the translator's rules; tests/Filters has a case for each.
    [Fact]
    public void Ids_are_used_once_and_all_analyzers_are_tested()
    {
        string[] ids = [.. Descriptors().Select(d => d.Id)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(
            ids.Order(),
            Analyzers().Where(a => a is not FilterAnalyzer).SelectMany(a => a.SupportedDiagnostics).Concat(Fields(typeof(MemberDescriptors))).Select(d => d.Id).Distinct().Order());
    }

    /// <summary>All ids of the source: of the analyzers, the generator, the filters' rules and the build tool.</summary>
    public static TheoryData<string> AllIds => [.. Mentioned("src", "*.cs", "*.targets").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(AllIds))]
    public void Every_id_has_a_page_and_an_entry(string id)
    {
        Assert.True(File.Exists(Path.Combine(_root, "docs", "diagnostics", id + ".md")), "there is no page");

        // The entries are of what runs in the compiler; the build tool's messages are not.
        bool isBuild = id.StartsWith("SBPF1", StringComparison.Ordinal) || id.StartsWith("SBPF2", StringComparison.Ordinal);
        Assert.Equal(isBuild ? 0 : 1, File.ReadLines(Path.Combine(_root, "src", "Generator", "AnalyzerReleases.Shipped.md"))
            .Concat(File.ReadLines(Path.Combine(_root, "src", "Generator", "AnalyzerReleases.Unshipped.md"))).Count(l => l.StartsWith(id + " ", StringComparison.Ordinal)));
    }

    // Each family has a table of sources that provoke its ids: EveryIdTests here, of the generator and of the build, RejectionTests of the filters.
    [Fact]
    public void Every_id_is_of_a_family_that_is_provoked_whole()
    {
        IEnumerable<string> ofTheCompiler = typeof(Generator.Diagnostics.Descriptors).Assembly.GetTypes().SelectMany(EveryIdTests.Of);
        IEnumerable<string> ofTheBuild = Mentioned(Path.Combine("src", "Build", "Clang"), "ToolException.cs").Concat(Mentioned("src", "*.targets"));
        Assert.Equal(Mentioned("src", "*.cs", "*.targets").Order(StringComparer.Ordinal), ofTheCompiler.Concat(ofTheBuild).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_are_no_pages_and_no_entries_for_what_does_not_exist()
    {
        HashSet<string> all = Mentioned("src", "*.cs", "*.targets");
        Assert.Equal(all.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(_root, "docs", "diagnostics"), "SBPF*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
        Assert.Subset(all, Mentioned(Path.Combine("src", "Generator"), "AnalyzerReleases.*.md"));
    }

    // As they are written in strings; this file and other code that takes an id apart mentions none.
    private static HashSet<string> Mentioned(string folder, params string[] files)
        => [.. files.SelectMany(pattern => Directory.GetFiles(Path.Combine(_root, folder), pattern, SearchOption.AllDirectories))
            .SelectMany(f => Id().Matches(File.ReadAllText(f)).Select(m => m.Value))];

    [GeneratedRegex("SBPF[0-9]{4}")]
    private static partial Regex Id();

    // The fixes know the generator's ids as text.
    [Fact]
    public void The_fixes_ids_exist()
    {
        string[] all = [.. Descriptors().Concat(Fields(typeof(Generator.Diagnostics.Descriptors))).Select(d => d.Id)];
        foreach (Type type in typeof(KeepInUsingCodeFix).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CodeFixProvider))))
        {
            CodeFixProvider fix = (CodeFixProvider)Activator.CreateInstance(type)!;
            Assert.Subset(all.ToHashSet(), fix.FixableDiagnosticIds.ToHashSet());
            Assert.NotNull(type.GetCustomAttribute<ExportCodeFixProviderAttribute>());
        }
    }

    private static DiagnosticDescriptor Of(string id) => Descriptors().Single(d => d.Id == id);

    private static IEnumerable<DiagnosticDescriptor> Descriptors() => Fields(typeof(AnalyzerDescriptors)).Concat(Fields(typeof(MemberDescriptors)));

    private static IEnumerable<DiagnosticDescriptor> Fields(Type type)
        => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f.FieldType == typeof(DiagnosticDescriptor)).Select(f => (DiagnosticDescriptor)f.GetValue(null)!);

    private static IEnumerable<DiagnosticAnalyzer> Analyzers()
        => typeof(OwnershipAnalyzer).Assembly.GetTypes().Where(t => t.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null).Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!);
}
