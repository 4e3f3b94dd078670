// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Joining;

/// <summary>Who sent a received fd, under which number there, and how long it took.</summary>
internal struct Origin
{
    public bool IsKnown;
    public uint Pid;
    public uint Tid;
    public int Fd;

    /// <summary>Nanoseconds from the start of the sending call to the return of the receiving one.</summary>
    public ulong Latency;

    /// <summary>The sending thread's name.</summary>
    public FdMessage.CommArray Comm;
}

/// <summary>The origins of one record's fds, found one after the other.</summary>
internal sealed class OriginList
{
    private Origin[] _origins = new Origin[256];

    /// <summary>How many are decided, found or not.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<Origin> Span => _origins.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(in Origin origin)
    {
        if (Count == _origins.Length)
            Array.Resize(ref _origins, Count * 2);
        _origins[Count++] = origin;
    }
}
