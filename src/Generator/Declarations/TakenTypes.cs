// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Declarations;

/// <summary>A name in a namespace that C# code of the user's has.</summary>
/// <param name="Namespace">As <see cref="DeclaredType.Namespace"/>.</param>
/// <param name="Name">The simple name.</param>
/// <param name="Clash">The generated type that would have it; null for a name that must only not be given away in its stead.</param>
internal sealed record TakenType(string Namespace, string Name, GeneratedName? Clash)
{
    /// <summary>The key of its place.</summary>
    public string Key => (Namespace.Length == 0 ? "global::" : $"global::{Namespace}.") + Name;
}

/// <summary>The name that the generator would give to a type of its own.</summary>
/// <param name="Namespace">As <see cref="DeclaredType.Namespace"/>.</param>
/// <param name="Name">The simple name.</param>
/// <param name="CName">What <c>[BpfStruct]</c> would say.</param>
/// <param name="Spelling"><c>struct point</c>.</param>
/// <param name="Source">The C file.</param>
internal sealed record GeneratedName(string Namespace, string Name, string CName, string Spelling, string Source);

/// <summary>All names that the generator would give, and the search for them in the user's code.</summary>
internal sealed record GeneratedNames(EquatableArray<GeneratedName> All)
{
    private static readonly string[] _annotations = ["BpfStructAttribute", "BpfObjectAttribute"];
    private HashSet<string>? _simple;

    // Made once for the many compilations that are searched: one for each key that the user presses.
    private HashSet<string> Simple => _simple ??= new HashSet<string>(All.Select(n => n.Name), StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Equals(GeneratedNames? other) => other is not null && All.Equals(other.All);

    /// <inheritdoc/>
    public override int GetHashCode() => All.GetHashCode();

    /// <summary>
    /// What the user has of these names. Nearly always nothing: so first the compiler's table of declared names is asked, which costs no symbols.
    /// </summary>
    public EquatableArray<Located<TakenType>> FindIn(Compilation compilation, CancellationToken cancel)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        compilation.ContainsSymbolsWithName(Note, SymbolFilter.Namespace | SymbolFilter.Type, cancel);
        if (found.Count == 0)
            return default;

        List<Located<TakenType>> taken = [];
        foreach (IGrouping<string, GeneratedName> names in All.Where(n => found.Contains(n.Name)).GroupBy(n => n.Namespace))
        {
            if (SpaceOf(compilation, names.Key) is not { } space)
                continue;

            int before = taken.Count;
            foreach (GeneratedName name in names)
            {
                if (space.GetMembers(name.Name).FirstOrDefault(Takes) is { } symbol)
                    taken.Add(Locate(new TakenType(name.Namespace, name.Name, name), symbol));
            }

            if (taken.Count != before)
                taken.AddRange(Others(space, names.Key, [.. taken.Skip(before).Select(t => t.Shape.Name)]));
        }

        return new EquatableArray<Located<TakenType>>(taken.ToArray());

        // Never the answer "yes": all of them are wanted.
        bool Note(string name)
        {
            if (Simple.Contains(name))
                found.Add(name);

            return false;
        }
    }

    // What stands in place of a clashing name must not be a name that the user has either.
    private static IEnumerable<Located<TakenType>> Others(INamespaceSymbol space, string name, IReadOnlyCollection<string> clashes)
        => space.GetMembers().Where(m => Takes(m) && !clashes.Contains(m.Name)).Select(m => new Located<TakenType>(new TakenType(name, m.Name, null), default));

    private static INamespaceSymbol? SpaceOf(Compilation compilation, string name)
    {
        INamespaceSymbol? space = compilation.Assembly.GlobalNamespace;
        foreach (string part in name.Split(['.'], StringSplitOptions.RemoveEmptyEntries))
            space = space?.GetMembers(part.TrimStart('@')).OfType<INamespaceSymbol>().FirstOrDefault();

        return space;
    }

    // A file-local type and a generic one leave the name free; an annotated one has been given its C type already.
    private static bool Takes(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol { Arity: > 0 } or INamedTypeSymbol { IsFileLocal: true } => false,
        INamedTypeSymbol type => !type.GetAttributes().Any(a => _annotations.Contains(a.AttributeClass?.Name)),
        _ => true,
    };

    private static Located<TakenType> Locate(TakenType type, ISymbol symbol)
    {
        Location? location = symbol.Locations.FirstOrDefault(l => l.IsInSource);
        return new Located<TakenType>(type, location is null ? default : new EquatableArray<NamedPlace>([new NamedPlace(type.Key, LocationInfo.From(location))]));
    }
}
