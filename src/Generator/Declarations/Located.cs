// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Declarations;

/// <summary>
/// A declaration and, apart from it, where it stands. The output depends on <see cref="Shape"/> alone, so that moving
/// code about regenerates nothing; the diagnostics use both.
/// </summary>
/// <param name="Shape">What is declared.</param>
/// <param name="Places">The places that a <see cref="Diagnostics.Problem"/> can name.</param>
internal sealed record Located<T>(T Shape, EquatableArray<NamedPlace> Places)
    where T : IEquatable<T>;

/// <summary>The place of the declaration or the member that <paramref name="Key"/> names.</summary>
internal sealed record NamedPlace(string Key, LocationInfo Location);
