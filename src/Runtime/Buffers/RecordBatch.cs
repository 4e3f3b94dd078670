// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

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
        private readonly EventReader? _reader;
        private readonly int _batch;
        private RecordCursor _cursor;
        private byte* _record;
        private ulong _count;

        internal Enumerator(EventReader? reader)
        {
            if (reader is null)
                return;
            _batch = reader.BeginBatch();
            _reader = reader;
        }

        /// <summary>The record, as long as the BPF program made it. Valid until <see cref="MoveNext"/> or <see cref="Dispose"/>.</summary>
        [UnscopedRef]
        public readonly ReadOnlySpan<byte> Current => new(_record, (int)_cursor.Length);

        /// <summary>Goes to the next record.</summary>
        /// <returns>False when there is none.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            EventReader? reader = _reader;
            if (reader is null)
                return false;
            // No address of a field, and nothing that Dispose needs: so the loop around this can keep the enumerator in registers.
            if (!_cursor.TryNext(in reader.Window, out byte* record))
            {
                record = reader.Find(_batch, 0);
                _cursor = reader.Cursor;
                if (record == null)
                    return false;
            }
            reader.Next = _cursor.Next;
            reader.Count = ++_count;
            _record = record;
            return true;
        }

        /// <summary>Gives what was read back to the kernel. Twice is fine.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose()
        {
            _cursor = default;
            _reader?.EndBatch(_batch);
        }
    }
}
