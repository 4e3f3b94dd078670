// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A program's attachment: <c>struct bpf_link</c>. It holds until it is disposed; the program may be gone from user space
/// by then. Safe to use from several threads.
/// </summary>
public sealed class BpfLink : IDisposable
{
    private readonly LinkHandle _handle;

    internal BpfLink(nint link, string programName)
    {
        _handle = new LinkHandle(link);
        ProgramName = programName;
    }

    /// <summary>The C name of the attached program.</summary>
    public string ProgramName { get; }

    /// <summary>Whether the link was given up by <see cref="Dispose"/>.</summary>
    public bool IsDisposed => _handle.IsClosed;

    /// <summary>Detaches the program: <c>bpf_link__destroy()</c>. Doing so twice is fine.</summary>
    public void Dispose() => _handle.Dispose();
}
