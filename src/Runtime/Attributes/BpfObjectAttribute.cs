// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Makes a partial class the C# side of a BPF object: the generator adds its maps, programs, knobs, global variables and
/// event types.
/// </summary>
/// <param name="source">The BPF C file, as in the project's BpfSource item: "sofdsnoop.bpf.c".</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BpfObjectAttribute(string source) : Attribute
{
    /// <summary>The BPF C file.</summary>
    public string Source { get; } = source;
}
