// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Where in a function a probe sits, and what it carries. The default is the entry.</summary>
public readonly record struct ProbeOptions
{
    /// <summary>Whether it runs when the function returns.</summary>
    public bool Return { get; init; }

    /// <summary>Bytes from the function's start, or from the file's when no function is given.</summary>
    public ulong Offset { get; init; }

    /// <summary>A value for bpf_get_attach_cookie() (Linux 5.15).</summary>
    public ulong Cookie { get; init; }

    /// <summary>Of a uprobe: where in the file its semaphore is, a counter that is above 0 while someone watches; or 0.</summary>
    public ulong ReferenceCounterOffset { get; init; }

    internal byte ReturnByte => Return ? (byte)1 : (byte)0;

    internal string Kind(string probe) => Return ? probe.Replace("probe", "retprobe", StringComparison.Ordinal) : probe;
}
