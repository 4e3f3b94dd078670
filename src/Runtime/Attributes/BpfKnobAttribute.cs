// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Says which knob of the BPF object, a <c>const volatile</c> variable, a member stands for.</summary>
/// <param name="name">The C name of the variable.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class BpfKnobAttribute(string name) : Attribute
{
    /// <summary>The C name.</summary>
    public string Name { get; } = name;
}
