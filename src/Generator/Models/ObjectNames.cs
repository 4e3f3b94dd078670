// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Models;

/// <summary>
/// What the generator calls what it writes into every object's class. Other than <see cref="Usual"/> only when the user has a name already: then there is an
/// error, and the other name keeps it from becoming many.
/// </summary>
internal sealed record ObjectNames(string Constants, string KnobSet, string KnobValues, string Knobs, string Open, string ProgramSet, string Programs)
{
    /// <summary>The documented names.</summary>
    public static ObjectNames Usual { get; } = new("Constants", "KnobSet", "KnobValues", "Knobs", "Open", "ProgramSet", "Programs");

    /// <summary>Whether the user has a constructor with the generated one's parameters.</summary>
    public bool IsConstructorTaken { get; init; }
}
