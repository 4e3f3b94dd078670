// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Diagnostics;

/// <summary>
/// What a diagnostic of the generator tells its code fix: the keys of <c>Diagnostic.Properties</c>, and the ids that have a fix. The code
/// fixes compile this file too; they cannot refer to this assembly.
/// </summary>
internal static class FixData
{
    /// <summary>The name as it stands in the attribute.</summary>
    public const string Wrong = nameof(Wrong);

    /// <summary>The name that was probably meant.</summary>
    public const string Nearest = nameof(Nearest);

    /// <summary>The whole member as it should be declared, without attributes and comments.</summary>
    public const string Declaration = nameof(Declaration);

    /// <summary>The right type of a field or property, or of an enum's constants.</summary>
    public const string Type = nameof(Type);

    /// <summary>The right place of a field, in bytes.</summary>
    public const string Offset = nameof(Offset);

    /// <summary>The name of a bit-field in C, where the property's name does not tell it.</summary>
    public const string CName = nameof(CName);

    /// <summary>All fields of a struct in C's order: a line each, the name, a tab, the type.</summary>
    public const string Fields = nameof(Fields);

    /// <summary>The declared fields of a struct: a line each, the name, a tab, the place in bytes.</summary>
    public const string Offsets = nameof(Offsets);

    /// <summary>The right size of a struct. Without it, the <c>[StructLayout]</c> has to go.</summary>
    public const string Size = nameof(Size);

    /// <summary>The right value of a constant.</summary>
    public const string Value = nameof(Value);

    /// <summary>The constants an enum lacks: a line each, the name, a tab, the value.</summary>
    public const string Constants = nameof(Constants);

    /// <summary>No manifest of this name.</summary>
    public const string NoManifest = "SBPF0002";

    /// <summary>The class is not partial.</summary>
    public const string ObjectNotPartial = "SBPF0004";

    /// <summary>The struct is not partial.</summary>
    public const string StructNotPartial = "SBPF0006";

    /// <summary>No struct of this name.</summary>
    public const string UnknownStruct = "SBPF0008";

    /// <summary>No map, program or knob of this name.</summary>
    public const string UnknownMember = "SBPF0060";

    /// <summary>A declared map, program or knob has another type in C.</summary>
    public const string MemberTypeDiffers = "SBPF0061";

    /// <summary>A declared map, program or knob is not a partial property of the right form.</summary>
    public const string UnsuitableMember = "SBPF0062";

    /// <summary>A struct stands for an enum, or the reverse.</summary>
    public const string WrongKind = "SBPF0011";

    /// <summary>The C type has no such member.</summary>
    public const string UnknownField = "SBPF0012";

    /// <summary>A field has another offset in C.</summary>
    public const string WrongOffset = "SBPF0013";

    /// <summary>A field has another size in C.</summary>
    public const string WrongSize = "SBPF0014";

    /// <summary>A field has another sign in C.</summary>
    public const string WrongSign = "SBPF0015";

    /// <summary>An array has another length in C.</summary>
    public const string WrongLength = "SBPF0016";

    /// <summary>A field is something else in C.</summary>
    public const string WrongType = "SBPF0017";

    /// <summary>A bit-field is declared as a field.</summary>
    public const string BitFieldAsField = "SBPF0018";

    /// <summary>A sequential layout is incomplete.</summary>
    public const string IncompleteLayout = "SBPF0019";

    /// <summary>[StructLayout] does not fit the C type.</summary>
    public const string WrongLayout = "SBPF0020";

    /// <summary>A constant has another value in C.</summary>
    public const string WrongValue = "SBPF0021";

    /// <summary>An enum lacks constants that C has.</summary>
    public const string MissingConstant = "SBPF0022";

    /// <summary>An enum has another underlying type in C.</summary>
    public const string WrongUnderlying = "SBPF0023";
}
