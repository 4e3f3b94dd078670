// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Says which map of the BPF object a member stands for.</summary>
/// <param name="name">The C name of the map.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Method)]
public sealed class BpfMapAttribute(string name) : Attribute
{
    /// <summary>The C name.</summary>
    public string Name { get; } = name;
}
