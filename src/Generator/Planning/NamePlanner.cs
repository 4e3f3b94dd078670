// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>Gives every C type of an object its C# name and place.</summary>
internal sealed class NamePlanner
{
    // What every struct has anyway, and what the generator itself writes into it.
    private static readonly HashSet<string> StructMembers = new([.. NameScope.ObjectMembers, "From", "LayoutProof", "SizeInC"], StringComparer.Ordinal);

    private readonly DefinitionTable _table;
    private readonly ObjectDeclaration _object;
    private readonly IReadOnlyDictionary<string, StructDeclaration> _claims;
    private readonly NameScope _namespaceScope;
    private readonly NameScope _objectScope;
    private readonly Dictionary<string, TypePlan> _plans = new(StringComparer.Ordinal);

    // Structs have many fields of the same names.
    private readonly Dictionary<string, string> _fieldNames = new(StringComparer.Ordinal);

    /// <summary>Plans <paramref name="table"/>.</summary>
    /// <param name="table">The C types.</param>
    /// <param name="declaration">The object's class.</param>
    /// <param name="claims">C name (as in the manifest) → the C# type that the user declares for it.</param>
    /// <param name="namespaceScope">The names taken in the class's namespace.</param>
    /// <param name="objectScope">The names taken in the class.</param>
    public NamePlanner(
        DefinitionTable table,
        ObjectDeclaration declaration,
        IReadOnlyDictionary<string, StructDeclaration> claims,
        NameScope namespaceScope,
        NameScope objectScope)
    {
        _table = table;
        _object = declaration;
        _claims = claims;
        _namespaceScope = namespaceScope;
        _objectScope = objectScope;

        // An outer type comes before what is declared in it: the manifest's order puts a prefix first.
        foreach (Definition definition in table.Manifest.Definitions.OrderBy(d => d.Name, StringComparer.Ordinal))
            Plan(definition);
    }

    /// <summary>Types that are written into the namespace, or complete a declared one.</summary>
    public List<TypePlan> Roots { get; } = [];

    /// <summary>Types that are written into the object's class.</summary>
    public List<TypePlan> InObject { get; } = [];

    /// <summary>The plan of a type that <see cref="IsWritten"/>.</summary>
    public TypePlan this[string definition] => _plans[definition];

    /// <summary>The plan, or null when C# has no type for it.</summary>
    public TypePlan? Find(string definition) => _plans.TryGetValue(definition, out TypePlan? plan) ? plan : null;

    /// <summary>The plan of a type by its simple C# name, or null.</summary>
    public TypePlan? FindByName(string name) => _plans.Values.FirstOrDefault(p => p.Place.Name == name);

    /// <summary>
    /// Whether C# gets a type. Not for what is unnamed and merges into the struct around it, for an enum that only names
    /// constants, and for what has no bytes: C# knows no empty type.
    /// </summary>
    private bool IsWritten(Definition definition)
    {
        if (definition.Size == 0)
            return false;

        string last = definition.Name.Substring(definition.Name.LastIndexOf('.') + 1);
        bool unnamed = last.StartsWith("$", StringComparison.Ordinal) || IsLooseEnum(definition);
        return !unnamed || _table.IsNamedUse(definition.Name);
    }

    /// <summary>An anonymous enum that is the type of nothing.</summary>
    public static bool IsLooseEnum(Definition definition) => definition.Name.StartsWith("$enum.", StringComparison.Ordinal);

    private void Plan(Definition definition)
    {
        if (!IsWritten(definition))
            return;

        TypePlan? outer = OuterOf(definition);
        bool inObject = outer is null && definition.Name.StartsWith("$", StringComparison.Ordinal);
        _claims.TryGetValue(definition.Name, out StructDeclaration? claim);

        TypePlace place;
        bool isPublic = _object.Type.IsPublic;
        if (claim is not null)
        {
            DeclaredType type = claim.Type;
            place = new TypePlace(type.Namespace, type.Containers, type.Keyword, type.Name, type.FullName);
            isPublic = type.IsPublic;
        }
        else
        {
            (string wanted, string suffix) = WantedName(definition);
            NameScope scope = outer?.Scope ?? (inObject ? _objectScope : _namespaceScope);
            string name = outer is null && !inObject ? scope.Claim(wanted, suffix) : scope.Claim(wanted + suffix, "Type");
            string parent = outer?.Place.FullName ?? (inObject ? _object.Type.FullName : "global::" + _object.Type.Namespace);
            string access = outer is not null || inObject || isPublic ? "public" : "internal";
            string keyword = definition.Kind == DefinitionKind.Enum ? "enum" : "partial struct";
            place = new TypePlace(
                _object.Type.Namespace, default, $"{access} {keyword}", name, parent.EndsWith("::", StringComparison.Ordinal) ? parent + name : $"{parent}.{name}")
            {
                CName = definition.Name.TrimStart('='),
            };
        }

        TypePlan plan = new(definition, place, isPublic, claim, new NameScope(StructMembers, place.Name));
        if (definition.Kind != DefinitionKind.Enum)
            NameMembers(plan);

        _plans.Add(definition.Name, plan);
        if (claim is not null || (outer is null && !inObject))
            Roots.Add(plan);
        else
            (outer?.Nested ?? InObject).Add(plan);
    }

    // What the user declares has the name the user gives it; the rule names the rest, around everything the user has.
    private void NameMembers(TypePlan plan)
    {
        FieldInfo[] fields = [.. _table.Flatten(plan.Definition)];
        MemberMatch match = new(plan.Claim, fields.Select(f => f.Name));
        foreach (string taken in match.TakenNames)
            plan.Scope.Reserve(taken);

        foreach (FieldInfo field in fields)
        {
            DeclaredMember? declared = match.Find(field.Name);
            string name = declared?.Name ?? plan.Scope.Claim(FieldName(field.Name), "Field");
            plan.Fields.Add(new FlatField(name, field.Name, field.BitOffset, field.BitWidth, field.Type) { Declared = declared });
        }
    }

    private string FieldName(string cName)
    {
        if (!_fieldNames.TryGetValue(cName, out string? name))
            _fieldNames.Add(cName, name = CSharpNames.FromC(cName));

        return name;
    }

    private TypePlan? OuterOf(Definition definition)
    {
        string name = definition.Name;
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (Find(name.Substring(0, dot)) is { } plan)
                return plan;
        }

        return null;
    }

    // The name for the rule, and what to put behind it when it is taken (always, for a type that C leaves unnamed).
    private static (string Wanted, string Suffix) WantedName(Definition definition)
    {
        string suffix = definition.Kind switch { DefinitionKind.Union => "Union", DefinitionKind.Enum => "Enum", _ => "Struct" };
        string name = definition.Name;
        if (name.StartsWith("=", StringComparison.Ordinal))
            name = name.Substring(1);
        else if (name.StartsWith("$map.", StringComparison.Ordinal) && name.IndexOf('.', 5) == name.LastIndexOf('.'))
            name = name.Substring(5).Replace('.', '_');
        else if (name.StartsWith("$enum.", StringComparison.Ordinal))
            name = name.Substring(6);

        string last = name.Substring(name.LastIndexOf('.') + 1);
        string number = "";
        int hash = last.IndexOf('#');
        if (hash >= 0)
            (last, number) = (last.Substring(0, hash), last.Substring(hash + 1));

        string wanted = last.StartsWith("$", StringComparison.Ordinal) ? "Unnamed" + last.Substring(1) : CSharpNames.FromC(last);
        if (number.Length != 0)
            wanted += char.IsDigit(wanted[wanted.Length - 1]) ? "_" + number : number;

        return (wanted, suffix);
    }
}
