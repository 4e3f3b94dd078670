// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Diagnostics;

/// <summary>Where the page of a diagnostic is.</summary>
internal static class HelpLinks
{
    /// <summary>A path in the repository; the same pages are shipped with the documentation.</summary>
    public const string Folder = "docs/diagnostics/";
}
