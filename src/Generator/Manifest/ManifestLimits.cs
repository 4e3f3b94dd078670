// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Manifest;

/// <summary>What writer, reader and Build agree on, so that no input can make one of them recurse without end.</summary>
public static class ManifestLimits
{
    /// <summary>The version of the format that is written, and the only one that is read.</summary>
    public const int Version = 1;

    /// <summary>How many words deep a type may nest, and how many inner maps a map may have in one another.</summary>
    public const int Depth = 64;

    /// <summary>How many characters a manifest may have; a hostile object of a megabyte could make gigabytes of text.</summary>
    public const int Length = 1 << 26;
}
