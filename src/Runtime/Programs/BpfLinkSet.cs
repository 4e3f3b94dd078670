// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace SharpBpf;

/// <summary>The attachments of an object's programs, in the order they were made. Disposing detaches them in reverse.</summary>
public sealed class BpfLinkSet : IReadOnlyList<BpfLink>, IDisposable
{
    private readonly List<BpfLink> _links = [];

    internal BpfLinkSet()
    {
    }

    /// <summary>How many links there are.</summary>
    public int Count => _links.Count;

    /// <summary>The link at a position.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public BpfLink this[int index] => _links[index];

    internal void Add(BpfLink link) => _links.Add(link);

    /// <summary>Detaches all programs, the last attached first. Doing so twice is fine.</summary>
    public void Dispose()
    {
        for (int i = _links.Count - 1; i >= 0; i--)
            _links[i].Dispose();
    }

    /// <summary>The links, in the order they were made.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<BpfLink> GetEnumerator() => _links.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
