// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;

namespace SharpBpf.Generator.Models;

/// <summary>Where a generated type is written and what its declaration says.</summary>
/// <param name="Namespace">Empty for the global namespace.</param>
/// <param name="Containers">Partial declarations around it, outermost first.</param>
/// <param name="Declaration">Modifiers and keyword: <c>public partial struct</c>.</param>
/// <param name="Name">The simple name.</param>
/// <param name="FullName">With <c>global::</c>.</param>
internal sealed record TypePlace(string Namespace, EquatableArray<string> Containers, string Declaration, string Name, string FullName)
{
    /// <summary>What <c>[BpfStruct]</c> says of a type that the generator declares itself; null where there is no need to say it.</summary>
    public string? CName { get; init; }
}

/// <summary>A C struct or union, ready to be written.</summary>
/// <param name="Place">Where.</param>
/// <param name="Summary">XML.</param>
/// <param name="Size">sizeof in C.</param>
/// <param name="Pack">True when the CLR must not align it: C's size is no multiple of the natural alignment.</param>
/// <param name="IsReadOnly">A readonly struct: no field may be written.</param>
/// <param name="Fields">The fields that C# can hold as they are.</param>
/// <param name="Storage">The private fields behind the bit-fields.</param>
/// <param name="BitFields">Properties over the storage.</param>
/// <param name="Tails">Flexible array members.</param>
/// <param name="Arrays">Types of the array fields.</param>
/// <param name="Structs">Types that C declares inside.</param>
/// <param name="Enums">The same.</param>
internal sealed record StructModel(
    TypePlace Place,
    string Summary,
    int Size,
    bool Pack,
    bool IsReadOnly,
    EquatableArray<FieldModel> Fields,
    EquatableArray<StorageModel> Storage,
    EquatableArray<BitFieldModel> BitFields,
    EquatableArray<TailModel> Tails,
    EquatableArray<ArrayModel> Arrays,
    EquatableArray<StructModel> Structs,
    EquatableArray<EnumModel> Enums)
{
    /// <summary>Whether the user's part has <c>[StructLayout]</c> itself.</summary>
    public bool HasLayout { get; init; }

    /// <summary>Whether the user's fields stand one after the other, without <c>[FieldOffset]</c>.</summary>
    public bool IsSequential { get; init; }

    /// <summary>What is not written because the user has a member of that name, which is an error.</summary>
    public EquatableArray<string> LeftOut { get; init; }
}

/// <summary>A field at a fixed place.</summary>
/// <param name="Name">In C#.</param>
/// <param name="Offset">In bytes.</param>
/// <param name="Type">Its type.</param>
/// <param name="Summary">XML.</param>
/// <param name="TextName">For a char array, the name of the accessor that ends at the NUL; else null.</param>
internal sealed record FieldModel(string Name, int Offset, CsType Type, string Summary, string? TextName)
{
    /// <summary>Set when the user declares a partial property for it: then the field is private, and this is the property's other half.</summary>
    public PropertyModel? Property { get; init; }
}

/// <summary>The other half of a partial property.</summary>
/// <param name="Form">What the user's half says.</param>
/// <param name="Field">The private field behind it.</param>
internal sealed record PropertyModel(PropertyForm Form, string Field);

/// <summary>Raw bytes that bit-fields live in.</summary>
internal sealed record StorageModel(string Name, int Offset, int Size);

/// <summary>A bit-field.</summary>
/// <param name="Name">In C#.</param>
/// <param name="Width">In bits.</param>
/// <param name="Type">The property's type.</param>
/// <param name="Summary">XML.</param>
/// <param name="Pieces">Where its bits are, in one or more storage fields.</param>
internal sealed record BitFieldModel(string Name, int Width, CsType Type, string Summary, EquatableArray<BitPiece> Pieces)
{
    /// <summary>Set when the user declares the property.</summary>
    public PropertyForm? Form { get; init; }
}

/// <summary><paramref name="Width"/> bits: bit <paramref name="StorageShift"/> and up of the storage are bit <paramref name="ValueShift"/> and up of the value.</summary>
internal sealed record BitPiece(StorageModel Storage, int StorageShift, int ValueShift, int Width);

/// <summary>A flexible array member: what a record has behind the struct.</summary>
internal sealed record TailModel(string MethodName, int Offset, CsType Element, string Summary);

/// <summary>The type of an array.</summary>
/// <param name="Name">In C#.</param>
/// <param name="Length">Elements.</param>
/// <param name="Element">Of one element; of an array of arrays, the row's type.</param>
/// <param name="IsText">An array of C's char.</param>
/// <param name="Summary">XML.</param>
/// <param name="Rows">The row's type, when the elements are arrays.</param>
internal sealed record ArrayModel(string Name, int Length, CsType Element, bool IsText, string Summary, EquatableArray<ArrayModel> Rows);

/// <summary>A C enum.</summary>
internal sealed record EnumModel(TypePlace Place, string Summary, string Underlying, bool IsFlags, EquatableArray<ConstantModel> Values);

/// <summary>A named number.</summary>
internal sealed record ConstantModel(string Name, string Value, string Summary);
