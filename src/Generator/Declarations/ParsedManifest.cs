// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Declarations;

/// <summary>An additional file that the build marked as a manifest.</summary>
/// <param name="FileName">Without the folder, which differs from machine to machine.</param>
/// <param name="Manifest">Null when it cannot be read.</param>
/// <param name="Error">Why.</param>
internal sealed record ParsedManifest(string FileName, BpfManifest? Manifest, string? Error)
{
    /// <summary>The metadata by which SharpBpf.targets marks the file.</summary>
    public const string Mark = "build_metadata.AdditionalFiles.SharpBpfManifest";

    /// <summary>Reads the file.</summary>
    public static ParsedManifest From(AdditionalText file, CancellationToken cancel)
    {
        string name = ObjectDeclaration.FileName(file.Path);
        if (file.GetText(cancel) is not { } text)
            return new ParsedManifest(name, null, "the file cannot be opened");

        try
        {
            return new ParsedManifest(name, ManifestReader.Read(text.ToString()), null);
        }
        catch (ManifestException e)
        {
            return new ParsedManifest(name, null, e.Message);
        }
    }
}
