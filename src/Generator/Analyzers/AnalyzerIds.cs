// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Analyzers;

/// <summary>The analyzers' diagnostic ids, and the keys of what a diagnostic tells its code fix. The code fixes compile this file too.</summary>
internal static class AnalyzerIds
{
    /// <summary>A link, link set or object is thrown away where it is made.</summary>
    public const string ThrownAway = "SBPF0050";

    /// <summary>A link, link set or object in a local is never disposed.</summary>
    public const string NeverDisposed = "SBPF0051";

    /// <summary>A reference, span or pointer to an event outlives the batch.</summary>
    public const string EventKept = "SBPF0052";

    /// <summary>A buffer is read while one of its batches is being gone through.</summary>
    public const string BatchInBatch = "SBPF0053";

    /// <summary>A batch's enumerator, taken by hand, is never disposed.</summary>
    public const string EnumeratorNotDisposed = "SBPF0054";

    /// <summary>A knob, or another setting that Load freezes, is set after Load.</summary>
    public const string SetAfterLoad = "SBPF0055";

    /// <summary>A map is wrapped with a type of another kind or size than the C source gives it.</summary>
    public const string MapOfOtherType = "SBPF0056";
}
