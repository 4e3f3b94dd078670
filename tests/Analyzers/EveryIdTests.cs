// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Analyzers;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Filters;

namespace SharpBpf.Analyzers.Tests;

/// <summary>
/// A smallest source for each id of the analyzers. The ids of the generator, the filters and the build have such a table beside their own
/// tests; together the four tables are all ids of the source, and this class demands that too.
/// </summary>
public sealed class EveryIdTests
{
    private const string Manifest = """
        sharpbpf-manifest 1
        source tool.bpf.c
        license GPL
        endian little

        map events
          type ringbuf
          max_entries 4096
          flags 0
          value 24 struct event

        struct event 24
          field 0 pid int unsigned_int 4 unsigned
        """;

    // Each has the mark of its id and no other, and Code.Check demands that this is what is reported.
    private static readonly Dictionary<string, Func<Task>> _sources = new(StringComparer.Ordinal)
    {
        ["SBPF0050"] = () => Code.Check<OwnershipAnalyzer>(Method("{|SBPF0050:bpf.Attach()|};")),
        ["SBPF0051"] = () => Code.Check<OwnershipAnalyzer>(Method("var links = {|SBPF0051:bpf.Attach()|};")),
        ["SBPF0052"] = () => Code.Check<EventKeptAnalyzer>(Method("scoped ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in bpf.Events.ReadRecords()) kept = {|SBPF0052:r|};")),
        ["SBPF0053"] = () => Code.Check<EventKeptAnalyzer>(Method("foreach (ref readonly Event e in bpf.Events.Read()) { {|SBPF0053:bpf.Events.Poll(TimeSpan.Zero)|}; }")),
        ["SBPF0054"] = () => Code.Check<OwnershipAnalyzer>(Method("{|SBPF0054:bpf.Events.Read().GetEnumerator()|}.MoveNext();")),
        ["SBPF0055"] = () => Code.Check<SetAfterLoadAnalyzer>(Method("bpf.Load(); {|SBPF0055:bpf.Knobs.Level|} = 1;")),
        ["SBPF0056"] = () => Code.Check<MapTypeAnalyzer>(Method("_ = {|SBPF0056:new QueueMap<uint>(bpf.Events.Map)|};"), Code.Tool, ("tool.bpf.manifest", Manifest)),
    };

    public static TheoryData<string> Ids => [.. Of(typeof(AnalyzerDescriptors)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Is_provoked(string id)
    {
        Assert.True(_sources.TryGetValue(id, out Func<Task>? source), "no source provokes it");
        return source();
    }

    [Fact]
    public void Each_source_is_for_one_id()
        => Assert.Equal(Ids.Select(row => row.Data), _sources.Keys);

    /// <summary>Who has descriptors has a table: the generator's three, the filters' rules, the analyzers'.</summary>
    [Fact]
    public void The_tables_are_of_all_descriptors()
        => Assert.Equal(
            new[] { typeof(AnalyzerDescriptors), typeof(ClashDescriptors), typeof(Descriptors), typeof(FilterRules), typeof(MemberDescriptors) },
            typeof(Descriptors).Assembly.GetTypes().Where(t => Of(t).Any()).OrderBy(t => t.Name, StringComparer.Ordinal));

    /// <summary>The ids that a type's descriptors have.</summary>
    internal static IEnumerable<string> Of(Type type)
        => type.IsGenericTypeDefinition ? [] : type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(f => f.FieldType == typeof(DiagnosticDescriptor)).Select(f => ((DiagnosticDescriptor)f.GetValue(null)!).Id);

    private static string Method(string statements) => Code.Method(statements, "public void Run(ToolBpf bpf)");
}
