// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using SharpBpf.Filters.Tests.Building;
using SharpBpf.Filters.Tests.Harness;
using SharpBpf.Generator.Filters;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Filters.Tests.Rejections;

public sealed class RejectionTests
{
    public static TheoryData<RejectionCase> All => [.. Cases.All];

    [Theory]
    [MemberData(nameof(All))]
    public void What_has_no_BPF_meaning_is_rejected_by_name_where_it_stands(RejectionCase rejected)
    {
        int place = rejected.Source.IndexOf('«', StringComparison.Ordinal);
        string source = rejected.Source.Remove(place, 1);
        (Compilation compilation, BpfManifest manifest) = Translation.Compile(isChecked: false, source);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Location.SourceTree?.FilePath.EndsWith("Filters.cs", StringComparison.Ordinal) == true));

        FilterTranslation translation = FilterTranslator.Translate(compilation, manifest, FilterMethods.In(compilation, default), static f => f, default);

        Diagnostic first = translation.Diagnostics.OrderBy(d => d.Location.SourceSpan.Start).First();
        LinePosition expected = SourceText.From(source).Lines.GetLinePosition(place);
        Assert.Equal($"{rejected.Id} at {expected}: ", $"{first.Id} at {first.Location.GetLineSpan().StartLinePosition}: ");
        Assert.Contains(rejected.Words, first.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_rule_has_a_case_a_page_and_a_row_in_the_releases()
    {
        // Two are the analyzer's alone, that sees all objects of a project.
        IEnumerable<string> ofTheAnalyzer = (await AnalyzerTests.Run("[BpfFilter(\"chek\")] static bool F(in Input input, uint number) => true;"))
            .Concat(await AnalyzerTests.Run("input.Ui == 3")).Select(d => d.Id);
        DiagnosticDescriptor[] rules = [.. typeof(FilterRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (DiagnosticDescriptor)f.GetValue(null)!)];
        string[] ids = [.. rules.Select(r => r.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(ids, ids.Distinct());
        Assert.Equal(ids, Cases.All.Select(c => c.Id).Concat(ofTheAnalyzer).Distinct().Order(StringComparer.Ordinal));

        string releases = File.ReadAllText(Path.Combine(Workshop.Root, "src", "Generator", "AnalyzerReleases.Unshipped.md"));
        foreach (DiagnosticDescriptor rule in rules)
        {
            Assert.Contains($"{rule.Id} | {rule.Category} | Error | {rule.Title}", releases, StringComparison.Ordinal);
            string page = File.ReadAllText(Path.Combine(Workshop.Root, rule.HelpLinkUri.Replace('/', Path.DirectorySeparatorChar)));
            Assert.StartsWith($"# {rule.Id}: {rule.Title}", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_project_that_checks_overflow_must_say_unchecked()
    {
        string source = new RejectionCase("", "input.Si + 1 == 5").Source;
        Assert.Empty(Translation.Of(false, source).Diagnostics);
        Assert.Equal("SBPF0212", Assert.Single(Translation.Of(true, source).Diagnostics).Id);

        // What cannot overflow needs no word.
        Assert.Empty(Translation.Of(true, new RejectionCase("", "input.Ub + 1 == 5 && (byte)(input.Ui & 15) == 3").Source).Diagnostics);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        string source = new RejectionCase("", "{ if (s_number == 3) { try { } finally { } } return input.Si * 0.5 > 1; }").Source;
        Assert.Equal(["SBPF0238", "SBPF0223", "SBPF0211"], Translation.Of(false, source).Diagnostics.Select(d => d.Id));
    }
}
