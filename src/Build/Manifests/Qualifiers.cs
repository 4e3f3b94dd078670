// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Manifests;

/// <summary>
/// One form for what C lets one say in several: qualifiers have no order, and those of an array are those of its elements. clang and
/// gcc choose differently.
/// </summary>
internal static class Qualifiers
{
    private static readonly string[] Order = ["const", "volatile", "restrict"];

    /// <summary>Puts <paramref name="qualifier"/> before <paramref name="type"/>, in its place among others and only once.</summary>
    public static CType Add(string qualifier, CType type)
    {
        switch (type)
        {
            case ArrayType array:
                return new ArrayType(array.Count, Add(qualifier, array.Element));
            case QualifiedType other when Array.IndexOf(Order, other.Qualifier) >= 0:
                int comparison = Array.IndexOf(Order, qualifier) - Array.IndexOf(Order, other.Qualifier);
                return comparison == 0 ? type
                    : comparison < 0 ? new QualifiedType(qualifier, type)
                    : new QualifiedType(other.Qualifier, Add(qualifier, other.Target));
            default:
                return new QualifiedType(qualifier, type);
        }
    }
}
