// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>Makes the model of an enum.</summary>
internal static class EnumPlanner
{
    /// <summary>The model of <paramref name="plan"/>.</summary>
    public static EnumModel Make(TypePlan plan)
    {
        Definition definition = plan.Definition;
        string[] names = EnumNames.Of(definition);
        ConstantModel[] values = [.. definition.Values.Select((v, i) => Constant(definition, v, names[i]))];
        return new EnumModel(
            plan.Place,
            $"C: {Doc.Code(CSpelling.Of(definition.Kind, definition.Name))}.",
            TypeResolver.Integer(definition.Size, definition.IsSigned).Name,
            IsFlags(definition),
            new EquatableArray<ConstantModel>(values));
    }

    /// <summary>One constant; <paramref name="name"/> is C#'s.</summary>
    public static ConstantModel Constant(Definition definition, EnumValue value, string name)
        => new(name, Literal(definition, value.Value), $"C: {Doc.Code(value.Name)}.");

    private static string Literal(Definition definition, long value)
        => definition.IsSigned ? value.ToString(CultureInfo.InvariantCulture) : unchecked((ulong)value).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Flags: at least three different single bits (two, when the name says that they are flags), everything else a union of
    /// those, and not simply a count from 0 or 1 upwards, for which 1, 2, 3, 4 would pass too.
    /// </summary>
    public static bool IsFlags(Definition definition)
    {
        if (definition.IsSigned)
            return false;

        ulong[] values = [.. definition.Values.Select(v => unchecked((ulong)v.Value)).Where(v => v != 0).Distinct().OrderBy(v => v)];
        ulong[] bits = [.. values.Where(v => (v & (v - 1)) == 0)];
        ulong all = bits.Aggregate(0UL, (sum, bit) => sum | bit);
        bool isCount = values.Length > 2 && values[values.Length - 1] == (ulong)values.Length;
        string last = CSharpNames.Words(definition.Name).LastOrDefault()?.ToLowerInvariant() ?? "";
        int enough = last is "flag" or "flags" or "mask" or "bits" ? 1 : 3;
        return bits.Length >= enough && !isCount && values.All(v => (v & ~all) == 0);
    }
}
