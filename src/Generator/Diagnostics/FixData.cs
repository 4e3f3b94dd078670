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
}
