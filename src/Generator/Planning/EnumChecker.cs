// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Holds an enum that the user declares against C's. C# has no partial enums, so it has to say everything: each constant of C's
/// with its value, and what it is made of. It may have more constants than C.
/// </summary>
internal static class EnumChecker
{
    /// <summary>Checks <paramref name="claim"/> against <paramref name="definition"/>.</summary>
    public static void Check(StructDeclaration claim, Definition definition, string source, List<Problem> problems)
    {
        string where = $"{CSpelling.Of(definition.Kind, definition.Name)} in {source}";
        string underlying = Underlying(definition);
        if (claim.Underlying is { } declared && declared.Display != underlying)
            problems.Add(Problem.Of(Descriptors.WrongUnderlying, claim.Type.FullName, claim.Type.Name, declared.Display, where, underlying) with { Properties = new([FixData.Type, underlying]) });

        string[] names = EnumNames.Of(definition);
        List<string> missing = [];
        List<string> added = [];
        for (int i = 0; i < names.Length; i++)
        {
            EnumValue value = definition.Values[i];
            DeclaredConstant? constant = claim.Constants.FirstOrDefault(c => c.CName == value.Name)
                ?? claim.Constants.FirstOrDefault(c => c.CName is null && (c.Name == names[i] || c.Name == value.Name || c.Name == CSharpNames.FromC(value.Name)));
            string text = Text(definition, value.Value);
            if (constant is null)
            {
                missing.Add(value.Name);
                added.Add(Line(definition, names, i));
            }
            else if (constant.Bits != value.Value)
            {
                problems.Add(Problem.Of(Descriptors.WrongValue, constant.Key, constant.Name, Text(definition, constant.Bits), value.Name, where, text) with
                {
                    Properties = new([FixData.Value, text]),
                });
            }
        }

        if (missing.Count != 0)
        {
            problems.Add(Problem.Of(Descriptors.MissingConstant, claim.Type.FullName, claim.Type.Name, where, string.Join(", ", missing)) with
            {
                Properties = new([FixData.Constants, string.Join("\n", added)]),
            });
        }

        foreach (DeclaredConstant constant in claim.Constants.Where(c => c.CName is not null && definition.Values.All(v => v.Name != c.CName)))
        {
            string? near = Nearest.Find(constant.CName!, definition.Values.Select(v => v.Name));
            problems.Add(Problem.Of(Descriptors.UnknownField, constant.Key, constant.Name, where, Nearest.Suggest(near)) with { Properties = Nearest.Fix(constant.CName!, near) });
        }
    }

    /// <summary>What a code fix needs to declare all of the enum.</summary>
    public static EquatableArray<string> WholeFix(Definition definition)
    {
        string[] names = EnumNames.Of(definition);
        return new([FixData.Type, Underlying(definition), FixData.Constants, string.Join("\n", names.Select((_, i) => Line(definition, names, i)))]);
    }

    private static string Underlying(Definition definition) => TypeResolver.Integer(definition.Size, definition.IsSigned).Name;

    private static string Line(Definition definition, string[] names, int i) => $"{names[i]}\t{Text(definition, definition.Values[i].Value)}";

    private static string Text(Definition definition, long value)
        => definition.IsSigned ? value.ToString(CultureInfo.InvariantCulture) : unchecked((ulong)value).ToString(CultureInfo.InvariantCulture);
}
