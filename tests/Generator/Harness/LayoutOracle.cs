// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Reflection;
using System.Text;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Naming;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>
/// Holds generated types against clang. For each struct clang is asked for sizeof and offsetof, and made to lay out constants;
/// C# must read those constants, and must write the very same bytes.
/// </summary>
internal sealed class LayoutOracle
{
    public const string Source = "case.bpf.c";
    private const string Class = "namespace Corpus; /** <summary>The corpus.</summary> */ [global::SharpBpf.BpfObject(\"case.bpf.c\")] public sealed partial class CaseBpf;";
    private readonly int _rounds;
    private readonly string _declarations;
    private readonly DefinitionTable _table;
    private readonly NamePlanner _names;
    private readonly Definition[] _definitions;

    public LayoutOracle(string declarations, IEnumerable<string> exports, int rounds = 4)
    {
        _rounds = rounds;
        _declarations = declarations;
        StringBuilder c = new(declarations);
        int number = 0;
        foreach (string type in exports)
            c.Append(CultureInfo.InvariantCulture, $"\nstatic {type} *sharpbpf_export_{number++} __attribute__((section(\".sharpbpf.types\"), used));");

        // The text is what crosses from the build to the compiler, so it is part of what is tested.
        ManifestText = BpfClang.Manifest(c.ToString(), Source);
        Manifest = ManifestReader.Read(ManifestText);
        Run = GeneratorRun.Of(Class, ManifestText);
        _table = new DefinitionTable(Manifest);
        DeclaredType type2 = new("Corpus", default, "CaseBpf", "partial class", "global::Corpus.CaseBpf", true, null);
        _names = new NamePlanner(
            _table,
            new ObjectDeclaration(type2, Source, null, default),
            new Dictionary<string, StructDeclaration>(),
            new NameScope("Microsoft", "SharpBpf", "System", "CaseBpf"),
            new NameScope([.. NameScope.ObjectMembers, .. ObjectPlanner.OwnMembers, "CaseBpf"]));
        _definitions = [.. Manifest.Definitions.Where(d => d.Kind != DefinitionKind.Enum && d.Size != 0 && d.Name.IndexOfAny(['.', '$', '#']) < 0)];
    }

    public BpfManifest Manifest { get; }

    public string ManifestText { get; }

    public GeneratorRun Run { get; }

    /// <summary>How many structs and unions were compared.</summary>
    public int Count => _definitions.Length;

    /// <summary>Everything that differs between clang and C#; nothing, if all is well.</summary>
    public IReadOnlyList<string> Compare()
    {
        Assembly assembly = Run.Load();
        ElfSymbols truth = new(BpfClang.Compile(Questions()));
        List<string> differences = [];
        for (int i = 0; i < _definitions.Length; i++)
            Compare(assembly, truth, i, differences);

        return differences;
    }

    private string Questions()
    {
        StringBuilder c = new(_declarations);
        c.Append("\n#define ASK __attribute__((section(\"oracle\"), used))\n");
        for (int i = 0; i < _definitions.Length; i++)
        {
            Definition definition = _definitions[i];
            string type = CSpelling.Of(definition.Kind, definition.Name);
            c.Append(CultureInfo.InvariantCulture, $"ASK long q{i}[] = {{ sizeof({type})");
            foreach (FlatField field in PlainFields(definition))
                c.Append(CultureInfo.InvariantCulture, $", __builtin_offsetof({type}, {field.CName})");

            c.Append(" };\n");
            for (int round = 0; round < _rounds; round++)
            {
                IEnumerable<string> values = Leaves(definition, round).Select(l => $"{l.CPath} = {l.CLiteral}");
                c.Append(CultureInfo.InvariantCulture, $"ASK {type} v{i}_{round} = {{ {string.Join(", ", values)} }};\n");
            }
        }

        return c.ToString();
    }

    private IEnumerable<FlatField> PlainFields(Definition definition)
        => _names[definition.Name].Fields.Where(f => f.BitWidth == 0 && _table.SizeOf(f.Type) != 0);

    private IReadOnlyList<Leaf> Leaves(Definition definition, int round) => new LeafWalker(_table, _names, round).Walk(definition);

    private void Compare(Assembly assembly, ElfSymbols truth, int index, List<string> differences)
    {
        Definition definition = _definitions[index];
        TypePlan plan = _names[definition.Name];
        Type type = assembly.GetType(plan.Place.FullName.Replace("global::", "", StringComparison.Ordinal), throwOnError: true)!;
        if (Boxed.SizeOf(type) != truth.Number($"q{index}"))
            differences.Add($"sizeof({definition.Name}): C# {Boxed.SizeOf(type)}, C {truth.Number($"q{index}")}");

        int answer = 1;
        foreach (FlatField field in PlainFields(definition))
        {
            long offset = truth.Number($"q{index}", answer++);
            int? mine = type.GetField(field.Name)?.GetCustomAttribute<System.Runtime.InteropServices.FieldOffsetAttribute>()?.Value;
            if (mine != offset)
                differences.Add($"offsetof({definition.Name}, {field.CName}): C# {mine}, C {offset}");
        }

        for (int round = 0; round < _rounds; round++)
            CompareValues(definition, type, truth[$"v{index}_{round}"], Leaves(definition, round), differences);
    }

    private static void CompareValues(Definition definition, Type type, ReadOnlySpan<byte> bytes, IReadOnlyList<Leaf> leaves, List<string> differences)
    {
        if (bytes.Length < Boxed.SizeOf(type))
            return;

        object read = Boxed.FromBytes(type, bytes);
        object written = Activator.CreateInstance(type)!;
        foreach (Leaf leaf in leaves)
        {
            object value = Boxed.Number(Boxed.Get(read, leaf.Steps));
            if (!value.Equals(leaf.Value))
                differences.Add($"{definition.Name}{leaf.CPath}: C# reads {value}, C wrote {leaf.Value}");

            written = Boxed.Set(written, leaf.Steps.ToArray(), leaf);
        }

        string mine = Convert.ToHexString(Boxed.ToBytes(written));
        string theirs = Convert.ToHexString(bytes);
        if (mine != theirs)
            differences.Add($"{definition.Name}: C# writes {mine}, C {theirs}");
    }
}
