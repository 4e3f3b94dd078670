// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>Says the manifest's types in C again, so that a C compiler can be asked whether they are right.</summary>
internal sealed class CTypes
{
    private readonly Dictionary<string, Definition> _definitions;
    private readonly Dictionary<string, string> _expressions = [];

    public CTypes(BpfManifest manifest)
    {
        _definitions = manifest.Definitions.ToDictionary(static definition => definition.Name);
        foreach (Definition definition in manifest.Definitions)
        {
            if (definition.Name.StartsWith('='))
                AddTree(definition, definition.Name[1..]);
            else if (!definition.Name.Contains('.', StringComparison.Ordinal) && !definition.Name.StartsWith('$'))
                AddTree(definition, $"{Keyword(definition.Kind)} {definition.Name}");
        }
    }

    /// <summary>How C names each definition that it can name at all: an unnamed member's type has no name.</summary>
    public IReadOnlyDictionary<string, string> Expressions => _expressions;

    public Definition this[string name] => _definitions[name];

    /// <summary>The type in C; null for one that cannot be written down.</summary>
    public string? Render(CType type) => type switch
    {
        VoidType => "void",
        IntType integer => integer.Name.Replace('_', ' ').Replace("  int128", "__int128", StringComparison.Ordinal)
            .Replace(" Bool", "_Bool", StringComparison.Ordinal),
        FloatType real => real.Name.Replace('_', ' '),
        PointerType pointer => Render(pointer.Target) is { } target ? $"__typeof__(__typeof__({target}) *)" : null,
        ArrayType { Count: > 0 } array => Render(array.Element) is { } element ? $"__typeof__(__typeof__({element})[{array.Count}])" : null,
        NamedType named => _expressions.GetValueOrDefault(named.Name),
        ForwardType forward => $"{Keyword(forward.Kind)} {forward.Name}",
        TypedefType typedef => typedef.Name,
        QualifiedType { Qualifier: "const" or "volatile" } qualified => Render(qualified.Target) is { } target
            ? $"__typeof__({qualified.Qualifier} __typeof__({target}))" : null,
        _ => null,
    };

    public static string Keyword(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Struct => "struct",
        DefinitionKind.Union => "union",
        _ => "enum",
    };

    private void AddTree(Definition definition, string expression)
    {
        if (!_expressions.TryAdd(definition.Name, expression))
            return;

        AddMembers(definition, expression);
    }

    private void AddMembers(Definition definition, string expression)
    {
        foreach (FieldInfo field in definition.Fields)
        {
            string member = $"(({expression} *)0)->{field.Name}";
            CType type = field.Type;
            while (type is ArrayType or PointerType)
            {
                member += "[0]";
                type = type is ArrayType array ? array.Element : ((PointerType)type).Target;
            }

            if (type is not NamedType named || !_definitions.TryGetValue(named.Name, out Definition? inner) || !inner.Name.Contains('.', StringComparison.Ordinal))
                continue;

            // The members of an unnamed member are members of what it stands in.
            if (field.Name.Length == 0)
                AddMembers(inner, expression);
            else
                AddTree(inner, $"__typeof__({member})");
        }
    }
}
