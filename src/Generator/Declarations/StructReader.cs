// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Declarations;

/// <summary>Reads the members of a struct or enum with <c>[BpfStruct]</c>.</summary>
internal sealed class StructReader
{
    private const string BpfField = "BpfFieldAttribute";
    private readonly string _owner;
    private readonly CancellationToken _cancel;

    /// <summary>Reads <paramref name="symbol"/>.</summary>
    public StructReader(INamedTypeSymbol symbol, string owner, CancellationToken cancel)
    {
        _owner = owner;
        _cancel = cancel;
        foreach (ISymbol member in symbol.GetMembers())
            Read(member, symbol.TypeKind == TypeKind.Enum);

        // An automatic property is a member by way of its field.
        OtherNames.RemoveAll(name => Members.Exists(m => m.Name == name));
    }

    /// <summary>Instance fields and partial properties.</summary>
    public List<DeclaredMember> Members { get; } = [];

    /// <summary>The names of the rest.</summary>
    public List<string> OtherNames { get; } = [];

    /// <summary>Of an enum.</summary>
    public List<DeclaredConstant> Constants { get; } = [];

    /// <summary>Where the members stand.</summary>
    public List<NamedPlace> Places { get; } = [];

    /// <summary>The user's <c>[StructLayout]</c>.</summary>
    public static DeclaredLayout? LayoutOf(INamedTypeSymbol symbol)
    {
        AttributeData? attribute = AttributeOf(symbol, nameof(StructLayoutAttribute));
        if (attribute is null || attribute.ConstructorArguments.Length == 0)
            return null;

        int kind = System.Convert.ToInt32(attribute.ConstructorArguments[0].Value, System.Globalization.CultureInfo.InvariantCulture);
        return new DeclaredLayout(
            kind == (int)LayoutKind.Explicit, kind == (int)LayoutKind.Sequential, Named(attribute, "Size"), Named(attribute, "Pack"));
    }

    private void Read(ISymbol member, bool isEnum)
    {
        string? cName = AttributeOf(member, BpfField)?.ConstructorArguments.FirstOrDefault().Value as string;
        switch (member)
        {
            case IFieldSymbol { HasConstantValue: true } constant when isEnum:
                Constants.Add(new DeclaredConstant(constant.Name, cName, Bits(constant.ConstantValue!), Place(constant)));
                break;
            case IFieldSymbol { IsStatic: false } field:
                // The field behind an automatic property is told by the property.
                ISymbol shown = field.AssociatedSymbol ?? field;
                string? name = field.AssociatedSymbol is null ? cName : AttributeOf(shown, BpfField)?.ConstructorArguments.FirstOrDefault().Value as string;
                DeclaredShape shape = field.IsFixedSizeBuffer ? DeclaredShape.FixedBuffer(field) : DeclaredShape.From(field.Type);
                Members.Add(new DeclaredMember(shown.Name, name, shape, OffsetOf(field), null, Place(shown)));
                break;
            case IPropertySymbol { IsStatic: false, IsPartialDefinition: true, IsIndexer: false } property
                when PropertyReader.Read(property, _cancel) is { } form && (cName is not null || property.PartialImplementationPart is null):
                Members.Add(new DeclaredMember(property.Name, cName, DeclaredShape.From(property.Type), null, form, Place(property)));
                break;
            default:
                if (member.CanBeReferencedByName)
                    OtherNames.Add(member.Name);

                break;
        }
    }

    private string Place(ISymbol member)
    {
        string key = $"{_owner}.{member.Name}";
        if (member.Locations.FirstOrDefault(l => l.IsInSource) is { } location)
            Places.Add(new NamedPlace(key, LocationInfo.From(location)));

        return key;
    }

    private static int? OffsetOf(IFieldSymbol field)
        => AttributeOf(field, nameof(FieldOffsetAttribute)) is { ConstructorArguments: [{ Value: int offset }] } ? offset : null;

    private static AttributeData? AttributeOf(ISymbol symbol, string name)
        => symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == name);

    private static int Named(AttributeData attribute, string name)
        => attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value is int value ? value : 0;

    private static long Bits(object value) => value switch
    {
        ulong n => unchecked((long)n),
        _ => System.Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
    };
}
