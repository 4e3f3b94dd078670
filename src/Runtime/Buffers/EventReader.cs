// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// The consumer's side of a buffer in memory: what the batches work on. A batch goes through ordinary records by itself, with a
/// cursor, and asks here for what comes after anything else.
/// </summary>
internal abstract unsafe class EventReader(IDisposable memory, string name) : IDisposable
{
    private int _batch;

    internal ReaderGate Gate { get; } = new(memory, name);

    /// <summary>Counted when a batch ends.</summary>
    internal BufferStatistics Statistics;

    /// <summary>
    /// Behind the record that was handed out last. The batch stores it at each record, before anyone sees the record: however the
    /// loop is left, this is what has been read. Storing costs nothing; a position that the enumerator kept for its Dispose would live in memory, and
    /// each record would wait for the one before to come back from there.
    /// </summary>
    internal byte* Next;

    /// <summary>How many records were handed out; stored by the batch in the same way.</summary>
    internal ulong Count;

    /// <summary>Goes on from the record that <see cref="Find"/> gave.</summary>
    internal RecordCursor Cursor;

    /// <summary>Where that cursor may go.</summary>
    internal RecordWindow Window;

    /// <summary>Bytes that wait, records being written included.</summary>
    internal abstract ulong Available { get; }

    /// <summary>
    /// Whether a record can be read, after skipping what is none. If not, the caller may sleep until the kernel's wake-up. The caller
    /// is inside of the gate.
    /// </summary>
    internal abstract bool MoveToRecord();

    /// <summary>Enters the gate.</summary>
    /// <returns>Which batch this is.</returns>
    internal int BeginBatch()
    {
        Gate.Enter();
        Count = 0;
        Cursor = default;
        Begin();
        return ++_batch;
    }

    /// <summary>
    /// The next record, whatever comes before it, with a cursor that goes on from there; or null. A batch that was ended finds none.
    /// </summary>
    /// <param name="batch">Which batch asks.</param>
    /// <param name="minimum">The least length that the cursor may pass on: shorter records are the caller's to refuse, one by one.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal byte* Find(int batch, uint minimum)
    {
        if (batch != _batch)
            return null;
        byte* record = FindRecord(minimum);
        if (record == null)
            Cursor = default;
        else
            Next = Cursor.Next;
        return record;
    }

    /// <summary>
    /// Releases what the batch has read and leaves the gate. A copy of a batch that was ended before does nothing.
    /// </summary>
    /// <returns>How many records there were.</returns>
    internal ulong EndBatch(int batch)
    {
        if (batch != _batch)
            return 0;
        _batch++;
        ulong records = Count;
        Statistics.Records += records;
        if (records != 0)
            Statistics.Batches++;
        End();
        Gate.Exit();
        return records;
    }

    /// <summary>Ends the reader; its memory is freed as soon as no batch uses it. Twice is fine.</summary>
    public void Dispose() => Gate.Dispose();

    private protected abstract void Begin();

    /// <summary>The record at <see cref="Next"/> or behind it, and <see cref="Cursor"/>; or null, with <see cref="Next"/> behind what was passed over.</summary>
    private protected abstract byte* FindRecord(uint minimum);

    private protected abstract void End();
}
