// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Models;

/// <summary>The struct that holds a copy of all knobs, which filters take.</summary>
/// <param name="Struct">Its fields and arrays.</param>
/// <param name="Parts">The sections it is copied from.</param>
internal sealed record KnobValuesModel(StructModel Struct, EquatableArray<KnobPartModel> Parts);

/// <summary>One section in the copy.</summary>
/// <param name="Section">Its ELF name.</param>
/// <param name="Offset">Where it begins in the struct.</param>
/// <param name="Size">In bytes.</param>
internal sealed record KnobPartModel(string Section, uint Offset, uint Size);
