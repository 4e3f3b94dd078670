// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Says which C field, or which constant of a C enum, a member stands for when its name does not. On a partial property the
/// generator writes the property's other half over the C field.
/// </summary>
/// <param name="name">The C name of the field or constant.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class BpfFieldAttribute(string name) : Attribute
{
    /// <summary>The C name.</summary>
    public string Name { get; } = name;
}
