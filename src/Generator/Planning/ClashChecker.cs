// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Models;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Reports what has the name of something generated. The generated thing gets another name then, so that all else that is
/// generated stays right, and the one error is the only one.
/// </summary>
internal sealed class ClashChecker(List<Problem> problems)
{
    /// <summary>Types of the user's in the namespace of an object.</summary>
    public void Types(EquatableArray<TakenType> taken)
    {
        foreach (TakenType type in taken)
        {
            if (type.Clash is not { } generated)
                continue;

            string word = generated.Spelling.StartsWith("enum ", StringComparison.Ordinal) ? "an enum" : "a partial struct";
            Report(
                type.Key,
                type.Name,
                $"the type generated for {generated.Spelling} of {generated.Source}",
                $"rename it, or name the C type yourself with [BpfStruct(\"{generated.CName}\")] on {word}");
        }
    }

    /// <summary>Members of the user's in an object's class; gives back what the generator calls its own.</summary>
    public ObjectNames Object(ObjectDeclaration declaration, NameScope scope, bool hasKnobs, bool hasConstants)
    {
        ObjectNames names = ObjectNames.Usual;
        foreach (string clash in declaration.Clashes)
        {
            string other = clash == OwnMembers.Constructor ? "" : scope.Claim(clash, "OfBpf");
            switch (clash)
            {
                case "Constants" when !hasConstants:
                case "KnobValues" when !hasKnobs:
                    continue;
                case "Constants":
                    names = names with { Constants = other };
                    break;
                case "KnobSet":
                    names = names with { KnobSet = other };
                    break;
                case "KnobValues":
                    names = names with { KnobValues = other };
                    break;
                case "Knobs":
                    names = names with { Knobs = other };
                    break;
                case "Open":
                    names = names with { Open = other };
                    break;
                case "ProgramSet":
                    names = names with { ProgramSet = other };
                    break;
                case "Programs":
                    names = names with { Programs = other };
                    break;
                default:
                    names = names with { IsConstructorTaken = true };
                    break;
            }

            Report($"{declaration.Type.FullName}.{clash}", clash == OwnMembers.Constructor ? declaration.Type.Name : clash, $"{Explain(clash)} generated for {declaration.Source}", clash == OwnMembers.Constructor ? "give it other parameters" : "rename it");
        }

        return names;
    }

    /// <summary>Members of the user's in a struct; gives back which of the generator's own are left out.</summary>
    public EquatableArray<string> Struct(StructDeclaration declaration, string spelling, string source, bool hasProof)
    {
        string[] clashes = [.. declaration.Clashes.Where(c => hasProof || c != "LayoutProof")];
        foreach (string clash in clashes)
            Report($"{declaration.Type.FullName}.{clash}", clash, $"{Explain(clash)} generated for {spelling} of {source}", "rename it");

        return new EquatableArray<string>(clashes);
    }

    private static string Explain(string member) => member switch
    {
        "Constants" => "the class with the constants of unnamed enums",
        "From" => "the method that reads a record",
        "KnobSet" => "the class with the knobs (const volatile variables)",
        "KnobValues" => "the struct with a copy of the knobs (const volatile variables)",
        "Knobs" => "the property with the knobs (const volatile variables)",
        "LayoutProof" => "the class that proves the sizes of the fields",
        "Open" => "the method that opens the object,",
        "ProgramSet" => "the class with the programs",
        "Programs" => "the property with the programs",
        "SizeInC" => "the constant with the size in C",
        _ => "the constructor",
    };

    // Two objects may share a struct, but not the error.
    private void Report(string key, params string[] arguments)
    {
        if (!problems.Exists(p => p.Descriptor == ClashDescriptors.NameClash && p.Key == key))
            problems.Add(Problem.Of(ClashDescriptors.NameClash, key, arguments));
    }
}
