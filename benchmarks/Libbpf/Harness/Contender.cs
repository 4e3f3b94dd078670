// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>One of the sides of a comparison, with a buffer of its own.</summary>
internal abstract class Contender(string name) : IDisposable
{
    internal string Name { get; } = name;

    /// <summary>Whether this is C#, which must not allocate.</summary>
    internal virtual bool IsOurs => false;

    /// <summary>Puts work into the buffer, and says what will have to be seen of it.</summary>
    internal abstract Seen Prepare();

    /// <summary>Does the work. This is what is timed.</summary>
    internal abstract Seen Run();

    public abstract void Dispose();
}
