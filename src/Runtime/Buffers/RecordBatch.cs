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
    private readonly EventReader? _reader;

    internal RecordBatch(EventReader? reader) => _reader = reader;

    /// <summary>Begins to read. <c>foreach</c> calls it.</summary>
    /// <returns>The enumerator, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">Another thread, or an unfinished batch, is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public Enumerator GetEnumerator() => new(_reader);

    /// <summary>Goes through the records of a batch.</summary>
    public unsafe ref struct Enumerator : IDisposable
    {
        private EventReader? _reader;
        private RingCursor _cursor;
        private bool _useReader;
        private byte* _record;
        private uint _length;
        private ulong _records;
        private ulong _discarded;

        internal Enumerator(EventReader? reader)
        {
            if (reader is null)
                return;
            _cursor = reader.BeginBatch();
            _reader = reader;
            _useReader = reader is not RingReader;
        }

        /// <summary>The record, as long as the BPF program made it. Valid until <see cref="MoveNext"/> or <see cref="Dispose"/>.</summary>
        [UnscopedRef]
        public readonly ReadOnlySpan<byte> Current => new(_record, (int)_length);

        /// <summary>Goes to the next record.</summary>
        /// <returns>False when there is none.</returns>
        public bool MoveNext()
        {
            // Locals, and no address of a field: so the loop around this can keep the enumerator in registers.
            if (!_cursor.TryNext(out byte* record, out uint length, ref _discarded))
            {
                if (!_useReader)
                    return false;
                record = _reader!.Next(out uint slow);
                if (record == null)
                    return false;
                length = slow;
            }
            _length = length;
            _record = record;
            _records++;
            return true;
        }

        /// <summary>Gives what was read back to the kernel. Twice is fine.</summary>
        public void Dispose()
        {
            EventReader? reader = _reader;
            _reader = null;
            _useReader = false;
            reader?.EndBatch(_cursor.Batch, _cursor.Next, _records, _discarded);
            _cursor = default;
        }
    }
}
