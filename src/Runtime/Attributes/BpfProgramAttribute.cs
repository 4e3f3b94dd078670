// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Says which program of the BPF object a member stands for.</summary>
/// <param name="name">The C name of the program.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Method)]
public sealed class BpfProgramAttribute(string name) : Attribute
{
    /// <summary>The C name.</summary>
    public string Name { get; } = name;
}
