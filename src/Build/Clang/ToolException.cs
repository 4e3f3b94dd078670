// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Build.Clang;

/// <summary>Something outside of the source stops a compilation: a missing tool, a missing file. Has a diagnostic id of its own.</summary>
internal sealed class ToolException(string id, string message) : Exception(message)
{
    public string Id { get; } = id;
}

/// <summary>The ids of the diagnostics this tool gives; each has a page under docs/diagnostics.</summary>
internal static class DiagnosticIds
{
    public const string ClangError = "SBPF1001";
    public const string ClangWarning = "SBPF1002";
    public const string ToolMissing = "SBPF1003";
    public const string BadObject = "SBPF1004";
    public const string LeftOut = "SBPF1005";
    public const string FileTrouble = "SBPF1006";
}
