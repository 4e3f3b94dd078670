// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace SharpBpf;

/// <summary>
/// A record of a <see cref="UserRingBuffer"/> that is being written: fill <see cref="Data"/>, then <see cref="Submit"/> it. Disposing it
/// without that discards it, so an exception on the way leaves no half of a record.
/// </summary>
/// <remarks>
/// It has the buffer for itself until it is submitted or discarded. <see cref="Data"/> is the ring's own memory and holds what was there
/// before: write all of it. The compiler keeps it from leaving the block; do not use it after <see cref="Submit"/>.
/// </remarks>
public readonly unsafe ref struct UserRecord : IDisposable
{
    private readonly UserRingWriter? _writer;
    private readonly int _number;
    private readonly int _length;

    internal UserRecord(UserRingWriter writer, int number, int length)
    {
        _writer = writer;
        _number = number;
        _length = length;
    }

    /// <summary>The bytes of the record, as many as were reserved.</summary>
    /// <exception cref="InvalidOperationException">The record was submitted or discarded before, or nothing was reserved.</exception>
    [UnscopedRef]
    public Span<byte> Data => new(Writer.Record(_number), _length);

    /// <summary>Hands the record to the kernel: the next bpf_user_ringbuf_drain() reads it.</summary>
    /// <exception cref="InvalidOperationException">The record was submitted or discarded before, or nothing was reserved.</exception>
    public void Submit()
    {
        if (!Writer.Commit(_number, discard: false))
            throw Writer.Ended();
    }

    /// <summary>Discards the record, if it was not submitted: the kernel passes it over. Twice is fine.</summary>
    public void Dispose() => _writer?.Commit(_number, discard: true);

    private UserRingWriter Writer => _writer ?? throw new InvalidOperationException("There is no record: nothing was reserved.");
}
