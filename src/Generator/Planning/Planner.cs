// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>Brings manifests and declarations together.</summary>
internal sealed class Planner
{
    private readonly PlanInput _input;
    private readonly List<Problem> _problems = [];
    private readonly List<ObjectModel> _objects = [];
    private readonly Dictionary<string, (StructModel Model, string Source)> _structs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (EnumModel Model, string Source)> _enums = new(StringComparer.Ordinal);
    private readonly List<GeneratedName> _names = [];
    private readonly HashSet<string> _usedClaims = new(StringComparer.Ordinal);
    private readonly HashSet<string> _checkedClaims = new(StringComparer.Ordinal);

    private Planner(PlanInput input) => _input = input;

    /// <summary>Makes the plan.</summary>
    public static Plan Make(PlanInput input, CancellationToken cancel)
    {
        Planner planner = new(input);
        planner.CheckManifests();
        new ClashChecker(planner._problems).Types(input.Taken);
        foreach (ObjectDeclaration declaration in input.Objects.OrderBy(o => o.Type.FullName, StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            planner.Object(declaration);
        }

        planner.CheckUnusedClaims();
        planner.CheckStrayMembers();
        return new Plan(
            new EquatableArray<ObjectModel>(planner._objects.ToArray()),
            new EquatableArray<StructModel>(planner._structs.Values.Select(s => s.Model)),
            new EquatableArray<EnumModel>(planner._enums.Values.Select(e => e.Model)),
            new EquatableArray<Problem>(planner._problems.ToArray()))
        {
            Names = new GeneratedNames(new EquatableArray<GeneratedName>(planner._names.ToArray())),
        };
    }

    private void CheckManifests()
    {
        foreach (ParsedManifest manifest in _input.Manifests.Where(m => m.Error is not null))
            Report(Descriptors.UnreadableManifest, "", manifest.FileName, manifest.Error!);

        foreach (IGrouping<string, ParsedManifest> twice in _input.Manifests.Where(m => m.Manifest is not null).GroupBy(m => m.Manifest!.Source).Where(g => g.Count() > 1))
            Report(Descriptors.TwoManifests, "", twice.Key);
    }

    private void Object(ObjectDeclaration declaration)
    {
        if (!CanComplete(declaration))
            return;

        BpfManifest? manifest = _input.Manifests.FirstOrDefault(m => m.Manifest?.Source == declaration.Source)?.Manifest;
        if (manifest is null)
        {
            string? near = Nearest.Find(declaration.Source, _input.Manifests.Select(m => m.Manifest?.Source).OfType<string>());
            _problems.Add(Problem.Of(Descriptors.NoManifest, declaration.Type.FullName, declaration.Source, Nearest.Suggest(near)) with
            {
                Properties = Nearest.Fix(declaration.Source, near),
            });
            return;
        }

        try
        {
            Object(declaration, new DefinitionTable(manifest));
        }
        catch (ManifestException e)
        {
            Report(Descriptors.UnreadableManifest, declaration.Type.FullName, manifest.Source, e.Message);
        }
    }

    private void Object(ObjectDeclaration declaration, DefinitionTable table)
    {
        NameScope namespaceScope = new(
            ["Microsoft", "SharpBpf", "System", .. _input.Objects.Where(o => o.Type.Namespace == declaration.Type.Namespace && o.Type.Containers.Count == 0).Select(o => o.Type.Name)]);
        foreach (StructDeclaration claim in _input.Structs.Where(s => s.Type.Namespace == declaration.Type.Namespace && s.Type.Containers.Count == 0))
            namespaceScope.Reserve(claim.Type.Name);

        foreach (TakenType taken in _input.Taken.Where(t => t.Namespace == declaration.Type.Namespace))
            namespaceScope.Reserve(taken.Name);

        NameScope objectScope = new([.. NameScope.ObjectMembers, .. ObjectPlanner.OwnMembers, declaration.Type.Name, .. declaration.MemberNames]);
        MemberDeclaration[] members = [.. _input.Members.Where(m => m.Owner == declaration.Type.FullName)];
        NamePlanner names = new(table, declaration, Claims(table), namespaceScope, objectScope);
        ObjectModel model = new ObjectPlanner(declaration, table, names, objectScope).Make(new ClashChecker(_problems));
        model = new MemberPlanner(table.Manifest, members, declaration.MemberNames, _problems).Apply(model);
        Check(declaration, table, names);
        StructPlanner structs = new(table, new TypeResolver(table, names));
        foreach (TypePlan plan in names.Roots)
        {
            if (plan.Definition.Kind == DefinitionKind.Enum)
            {
                if (plan.Claim is null)
                    Merge(_enums, EnumPlanner.Make(plan), plan, declaration);
            }
            else
            {
                StructModel made = structs.Make(plan);
                if (plan.Claim is { Clashes.Count: > 0 } claim)
                    made = made with { LeftOut = new ClashChecker(_problems).Struct(claim, CSpelling.Of(plan.Definition.Kind, plan.Definition.Name), declaration.Source, made.Fields.Any(f => f.Type.HasConstantSize)) };

                Merge(_structs, made, plan, declaration);
            }
        }

        _objects.Add(model);
    }

    private void Check(ObjectDeclaration declaration, DefinitionTable table, NamePlanner names)
    {
        LayoutChecker layouts = new(table, names, _problems);
        foreach (TypePlan plan in names.Roots.Where(p => p.Claim is not null && _checkedClaims.Add(p.Claim.Type.FullName)))
        {
            if (plan.Claim!.IsEnum)
                EnumChecker.Check(plan.Claim, plan.Definition, table.Manifest.Source, _problems);
            else
                layouts.Check(plan);
        }

        PaddingHoles holes = new(table);
        foreach (MapInfo map in table.Manifest.Maps.Where(MapTypes.IsEvent))
        {
            if (holes.Describe(map.Value!) is not { Length: > 0 } where)
                continue;

            string key = DefinitionTable.Strip(map.Value!) is NamedType type && names.Find(type.Name)?.Claim is { } claim ? claim.Type.FullName : declaration.Type.FullName;
            Report(Descriptors.PaddingHole, key, CSpelling.Of(map.Value!, ""), map.Name, declaration.Source, where);
        }
    }

    // Two objects that share a header share its types.
    private void Merge<T>(Dictionary<string, (T Model, string Source)> all, T model, TypePlan plan, ObjectDeclaration declaration)
        where T : IEquatable<T>
    {
        string name = plan.Place.FullName;
        if (plan.Claim?.Type.Obstacle is not null)
            return;

        if (!all.TryGetValue(name, out (T Model, string Source) other))
        {
            all.Add(name, (model, declaration.Source));
            if (plan.Claim is null)
                _names.Add(new GeneratedName(plan.Place.Namespace, plan.Place.Name, plan.Place.CName ?? "", CSpelling.Of(plan.Definition.Kind, plan.Definition.Name), declaration.Source));
        }
        else if (!other.Model.Equals(model))
        {
            Report(Descriptors.TypesDiffer, declaration.Type.FullName, CSpelling.Of(plan.Definition.Kind, plan.Definition.Name), declaration.Source, other.Source, plan.Place.Name);
        }
    }

    private Dictionary<string, StructDeclaration> Claims(DefinitionTable table)
    {
        Dictionary<string, StructDeclaration> claims = new(StringComparer.Ordinal);
        foreach (StructDeclaration declaration in _input.Structs.OrderBy(s => s.Type.FullName, StringComparer.Ordinal))
        {
            Definition? definition = table.Find(declaration.CName) ?? table.Find("=" + declaration.CName);
            if (definition is null || definition.Size == 0)
                continue;

            bool first = _usedClaims.Add(declaration.Type.FullName);
            if (declaration.IsEnum != (definition.Kind == DefinitionKind.Enum))
            {
                if (first)
                    _problems.Add(WrongKind(declaration, definition, table.Manifest.Source));
            }
            else if (claims.TryGetValue(definition.Name, out StructDeclaration? other))
            {
                Report(Descriptors.DeclaredTwice, declaration.Type.FullName, declaration.Type.Name, declaration.CName, other.Type.Name);
            }
            else
            {
                claims.Add(definition.Name, declaration);
                if (first && declaration is { IsEnum: false, Type.Obstacle: { } obstacle })
                    Report(obstacle == Obstacle.NotPartial ? Descriptors.StructNotPartial : Descriptors.UnsuitableStruct, declaration.Type.FullName, declaration.Type.Name, Explain(obstacle));
            }
        }

        return claims;
    }

    private static Problem WrongKind(StructDeclaration declaration, Definition definition, string source)
    {
        Problem problem = Problem.Of(
            Descriptors.WrongKind, declaration.Type.FullName, declaration.Type.Name, declaration.IsEnum ? "enum" : "struct", CSpelling.Of(definition.Kind, definition.Name), source);
        return definition.Kind == DefinitionKind.Enum ? problem with { Properties = EnumChecker.WholeFix(definition) } : problem;
    }

    private void CheckUnusedClaims()
    {
        string[] wanted = [.. _input.Objects.Select(o => o.Source)];
        BpfManifest[] used = [.. _input.Manifests.Select(m => m.Manifest).OfType<BpfManifest>().Where(m => wanted.Contains(m.Source))];
        if (used.Length == 0)
            return;

        foreach (StructDeclaration declaration in _input.Structs.Where(s => !_usedClaims.Contains(s.Type.FullName)))
        {
            string? near = Nearest.Find(declaration.CName, used.SelectMany(m => m.Definitions).Select(d => d.Name.TrimStart('=')));
            string sources = string.Join(", ", used.Select(m => m.Source));
            _problems.Add(Problem.Of(Descriptors.UnknownStruct, declaration.Type.FullName, declaration.Type.Name, declaration.CName, sources, Nearest.Suggest(near)) with
            {
                Properties = Nearest.Fix(declaration.CName, near),
            });
        }
    }

    private void CheckStrayMembers()
    {
        HashSet<string> owners = new(_input.Objects.Select(o => o.Type.FullName), StringComparer.Ordinal);
        foreach (MemberDeclaration member in _input.Members.Where(m => !owners.Contains(m.Owner)))
            Report(MemberDescriptors.UnsuitableMember, member.Key, member.Name, MemberPlanner.Word(member), member.CName, $"its class '{TypeText.Short(member.Owner)}' has no [BpfObject]");
    }

    private bool CanComplete(ObjectDeclaration declaration)
    {
        if (declaration.Type.Obstacle is { } obstacle)
            Report(obstacle == Obstacle.NotPartial ? Descriptors.ObjectNotPartial : Descriptors.UnsuitableObject, declaration.Type.FullName, declaration.Type.Name, Explain(obstacle));
        else if (declaration.ForeignBase is { } parent)
            Report(Descriptors.UnsuitableObject, declaration.Type.FullName, declaration.Type.Name, $"it derives from {parent}; the base has to be SharpBpf.BpfObject");
        else
            return true;

        return false;
    }

    private static string Explain(Obstacle obstacle) => obstacle switch
    {
        Obstacle.NotPartial => "it, or a type around it, is not partial",
        Obstacle.Generic => "it, or a type around it, is generic",
        Obstacle.FileLocal => "it is file-local",
        Obstacle.RefStruct => "a ref struct cannot stand in a map or a buffer",
        Obstacle.Static => "a static class has no instances",
        Obstacle.Abstract => "it is abstract, so nobody could open one",
        Obstacle.Record => "a record cannot derive from SharpBpf.BpfObject; make it a class",
        _ => "it is neither public nor internal, so generated code could not name it",
    };

    private void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, string key, params string[] arguments)
        => _problems.Add(Problem.Of(descriptor, key, arguments));
}
