// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// The events a buffer holds now, to be gone through with <c>foreach (ref readonly T e in batch)</c>. Each is the
/// buffer's own memory, valid until the next one; the compiler keeps it from leaving the block of the loop. Their space goes back
/// to the kernel when the loop ends (a long one gives back some before).
/// </summary>
/// <remarks>
/// Nothing is taken before the loop begins, so a batch that is never gone through loses nothing. Leaving the loop early leaves
/// the rest for the next batch.
/// </remarks>
/// <typeparam name="T">The event.</typeparam>
public readonly ref struct RingBatch<T> where T : unmanaged
{
    private readonly EventReader? _reader;

    internal RingBatch(EventReader? reader) => _reader = reader;

    /// <summary>Begins to read. <c>foreach</c> calls it.</summary>
    /// <returns>The enumerator, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">Another thread, or an unfinished batch, is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public Enumerator GetEnumerator() => new(_reader);

    /// <summary>Goes through the events of a batch.</summary>
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

        /// <summary>The event. Valid until <see cref="MoveNext"/> or <see cref="Dispose"/>.</summary>
        [UnscopedRef]
        public readonly ref readonly T Current => ref Unsafe.AsRef<T>(_record);

        /// <summary>Goes to the next event.</summary>
        /// <returns>False when there is none.</returns>
        /// <exception cref="BpfException">A record is shorter than <typeparamref name="T"/>. It is passed over; the loop may go on.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            EventReader? reader = _reader;
            if (reader is null)
                return false;
            // No address of a field, and nothing that Dispose needs: so the loop around this can keep the enumerator in registers.
            if (!_cursor.TryNext(in reader.Window, out byte* record))
            {
                record = reader.Find(_batch, (uint)sizeof(T));
                _cursor = reader.Cursor;
                if (record == null)
                    return false;
                if (_cursor.Length < (uint)sizeof(T))
                    BpfErrors.ThrowShortRecord(_cursor.Length, sizeof(T), typeof(T));
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
