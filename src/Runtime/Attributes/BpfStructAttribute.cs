// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Says which C type a C# type stands for. On a partial struct the generator adds the missing fields and checks those that
/// are there.
/// </summary>
/// <param name="name">The C name of the struct, union or enum, without the keyword.</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum, Inherited = false)]
public sealed class BpfStructAttribute(string name) : Attribute
{
    /// <summary>The C name.</summary>
    public string Name { get; } = name;
}
