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
        private EventReader? _reader;
        private RingCursor _cursor;
        private bool _useReader;
        private byte* _record;
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

        /// <summary>The event. Valid until <see cref="MoveNext"/> or <see cref="Dispose"/>.</summary>
        [UnscopedRef]
        public readonly ref readonly T Current => ref Unsafe.AsRef<T>(_record);

        /// <summary>Goes to the next event.</summary>
        /// <returns>False when there is none.</returns>
        /// <exception cref="BpfException">A record is shorter than <typeparamref name="T"/>. It is passed over; the loop may go on.</exception>
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
            if (length < (uint)sizeof(T))
                BpfErrors.ThrowShortRecord(length, sizeof(T), typeof(T));
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
