// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Build;

/// <summary>An object that is damaged, or that holds something SharpBpf does not support. Nothing else comes out of the readers.</summary>
public sealed class BadObjectException : Exception
{
    /// <summary>Makes the message <c>FILE: at byte OFFSET: MESSAGE</c>.</summary>
    /// <param name="file">The object.</param>
    /// <param name="offset">Where in the file the trouble is, in bytes.</param>
    /// <param name="message">What the trouble is.</param>
    public BadObjectException(string file, long offset, string message)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}: at byte {offset}: {message}"))
    {
        File = file;
        Offset = offset;
        Problem = message;
    }

    /// <summary>The object.</summary>
    public string File { get; }

    /// <summary>Where in the file the trouble is, in bytes.</summary>
    public long Offset { get; }

    /// <summary>The message without file and offset.</summary>
    public string Problem { get; }
}
