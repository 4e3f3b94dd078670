// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Manifest;

/// <summary>A manifest that cannot be read, or a model that the format cannot hold.</summary>
public sealed class ManifestException : Exception
{
    /// <summary>Says what is wrong without a place, as the writer does.</summary>
    public ManifestException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong in which line; the message starts with <c>line N: </c>.</summary>
    public ManifestException(int line, string message)
        : base($"line {line}: {message}") => Line = line;

    /// <summary>The line, from 1; 0 when there is none.</summary>
    public int Line { get; }
}
