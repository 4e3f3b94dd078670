// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Models;

/// <summary>The head of a partial property that the user declares and the generator implements.</summary>
/// <param name="Modifiers">As declared, without <c>partial</c>; may be empty.</param>
/// <param name="Getter">The modifiers of <c>get</c>; null when there is none.</param>
/// <param name="Setter">The modifiers of <c>set</c>; null when there is none.</param>
internal sealed record DeclaredHead(string Modifiers, string? Getter, string? Setter)
{
    /// <summary>The private field behind it; empty when there is none.</summary>
    public string Field { get; init; } = "";

    /// <summary>How the implementing part begins, up to the type.</summary>
    public string Start => Modifiers.Length == 0 ? "partial" : Modifiers + " partial";
}
