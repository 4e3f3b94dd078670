// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Build.Clang;

/// <summary>What to compile, and where to put what comes out.</summary>
internal sealed record CompileRequest(string Source, string Object)
{
    /// <summary>Where the manifest goes; null for nowhere.</summary>
    public string? Manifest { get; init; }

    /// <summary>Where the names of all files that were read go, one a line; null for nowhere.</summary>
    public string? Dependencies { get; init; }

    public IReadOnlyList<string> IncludeDirectories { get; init; } = [];

    /// <summary>Macros as <c>NAME</c> or <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Defines { get; init; } = [];

    /// <summary>Names the C# project, when filters of it may be for this source; see <see cref="Filters.FilterInputs"/>.</summary>
    public string? Filters { get; init; }

    public bool BigEndian { get; init; }

    /// <summary>Of the machines the object is for: registers and system calls have other names and numbers on each.</summary>
    public Architecture Architecture { get; init; } = RuntimeInformation.OSArchitecture;
}
