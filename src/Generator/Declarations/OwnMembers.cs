// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Declarations;

/// <summary>
/// Finds members of the user's that have the name, and of methods the parameters, of what the generator writes into every class or struct. Those
/// names are in the documentation and in everybody's code, so it is the user's member that has to have another.
/// </summary>
internal static class OwnMembers
{
    /// <summary>How a clash with the generated constructor is called.</summary>
    public const string Constructor = ".ctor";

    /// <summary>What is in every object's class.</summary>
    public static IReadOnlyList<string> OfObject { get; } = ["Constants", "KnobSet", "KnobValues", "Knobs", "Open", "ProgramSet", "Programs"];

    /// <summary>What is in every struct.</summary>
    public static IReadOnlyList<string> OfStruct { get; } = ["From", "LayoutProof", "SizeInC"];

    /// <summary>The user's members in <paramref name="type"/> that C# does not allow beside the generator's, one of each name.</summary>
    public static IReadOnlyList<ISymbol> Clashes(INamedTypeSymbol type)
    {
        List<ISymbol> clashes = [];
        foreach (string name in type.TypeKind == TypeKind.Class ? OfObject : OfStruct)
        {
            foreach (ISymbol member in type.GetMembers(name))
            {
                if (!Clashes(member))
                    continue;

                clashes.Add(member);
                break;
            }
        }

        if (type.TypeKind == TypeKind.Class && type.InstanceConstructors.FirstOrDefault(c => Takes(c, "BpfOpenOptions")) is { } constructor)
            clashes.Add(constructor);

        return clashes;
    }

    /// <summary>Their names.</summary>
    public static EquatableArray<string> Names(IReadOnlyList<ISymbol> clashes) => clashes.Count == 0 ? default : new(clashes.Select(c => c.Name));

    /// <summary>Where they stand.</summary>
    public static IEnumerable<NamedPlace> Places(IReadOnlyList<ISymbol> clashes, string owner)
        => clashes.Select(c => new NamedPlace($"{owner}.{c.Name}", LocationInfo.From(c.Locations[0])));

    // Methods may be overloads of a generated method, and of nothing else; a generic type has a name of its own beside a type.
    private static bool Clashes(ISymbol member) => member switch
    {
        IMethodSymbol { Name: "Open", Arity: 0 } method => Takes(method, "BpfOpenOptions"),
        IMethodSymbol { Name: "From", Arity: 0 } method => Takes(method, "ReadOnlySpan"),
        IMethodSymbol { Name: "Open" or "From" } => false,
        INamedTypeSymbol { Arity: > 0, Name: "Constants" or "KnobSet" or "KnobValues" or "LayoutProof" or "ProgramSet" } => false,
        _ => true,
    };

    private static bool Takes(IMethodSymbol method, string type)
        => !method.IsImplicitlyDeclared && method.Parameters is [{ RefKind: RefKind.None, Type: INamedTypeSymbol parameter }] && parameter.Name == type
            && (parameter.TypeArguments is [] or [{ SpecialType: SpecialType.System_Byte }]);
}
