// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Makes a static method the body of a hook that the BPF C source declares with <c>BPF_FILTER(name, …)</c>. The build
/// translates the method to C and puts it into the object; what cannot be translated is a compile error. The method stays an
/// ordinary C# method as well, so the same predicate can be called and tested.
/// </summary>
/// <param name="name">The hook's C name.</param>
/// <remarks>
/// The method returns <see cref="bool"/>: true lets the event pass. Its parameters are the hook's, in order, structs by
/// <see langword="in"/>; one more, anywhere, may be the generated <c>KnobValues</c> of the object.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BpfFilterAttribute(string name) : Attribute
{
    /// <summary>The hook's C name.</summary>
    public string Name { get; } = name;
}
