// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace SharpBpf;

/// <summary>
/// The records a buffer holds now, to be gone through with <c>foreach</c>. Each is the
/// buffer's own memory, valid until the next one; the compiler keeps it from leaving the block of the loop. Their space goes back
/// to the kernel when the loop ends (a long one gives back some before).
/// </summary>
/// <remarks>
/// Nothing is taken before the loop begins, so a batch that is never gone through loses nothing. Leaving the loop early leaves
/// the rest for the next batch.
/// </remarks>
public readonly ref struct RecordBatch
{
    private readonly RingReader? _reader;

    internal RecordBatch(RingReader? reader) => _reader = reader;

    /// <summary>Begins to read. <c>foreach</c> calls it.</summary>
    /// <returns>The enumerator, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">Another thread, or an unfinished batch, is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public Enumerator GetEnumerator() => new(_reader);

    /// <summary>Goes through the records of a batch.</summary>
    public unsafe ref struct Enumerator : IDisposable
    {
        private RingReader? _reader;
        private RingCursor _cursor;
        private byte* _record;
        private uint _length;
        private ulong _records;
        private ulong _discarded;

        internal Enumerator(RingReader? reader)
        {
            if (reader is null)
                return;
            _cursor = reader.BeginBatch();
            _reader = reader;
        }

        /// <summary>The record, as long as the BPF program made it. Valid until <see cref="MoveNext"/> or <see cref="Dispose"/>.</summary>
        [UnscopedRef]
        public readonly ReadOnlySpan<byte> Current => new(_record, (int)_length);

        /// <summary>Goes to the next record.</summary>
        /// <returns>False when there is none.</returns>
        public bool MoveNext()
        {
            if (!_cursor.TryNext(out _record, out _length, ref _discarded))
                return false;
            _records++;
            return true;
        }

        /// <summary>Gives what was read back to the kernel. Twice is fine.</summary>
        public void Dispose()
        {
            RingReader? reader = _reader;
            _reader = null;
            reader?.EndBatch(ref _cursor, _records, _discarded);
            _cursor = default;
        }
    }
}
