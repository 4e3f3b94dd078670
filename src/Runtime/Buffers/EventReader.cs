// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// The consumer's side of a buffer in memory: what the batches work on. A batch goes through runs of like records by itself, and asks
/// here for the first of each run.
/// </summary>
internal abstract unsafe class EventReader(IDisposable memory, string name) : IDisposable
{
    private int _batch;
    private byte* _runStart;
    private ulong _recordsBefore;

    internal ReaderGate Gate { get; } = new(memory, name);

    /// <summary>Counted when a batch ends.</summary>
    internal BufferStatistics Statistics;

    /// <summary>
    /// Behind the record that was handed out last. The batch stores it at each record, before anyone sees the record: however the
    /// loop is left, this is what has been read. Storing costs nothing; a position that the enumerator kept for its Dispose would live in memory, and
    /// each record would wait for the one before to come back from there.
    /// </summary>
    internal byte* Next;

    /// <summary>What the record that <see cref="Find"/> gave begins.</summary>
    internal RecordRun Run;

    /// <summary>The length of each record of the run.</summary>
    internal uint Length;

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
        _recordsBefore = Statistics.Records;
        Begin();
        EndRun();
        return ++_batch;
    }

    /// <summary>
    /// The next record, and the run that it begins; or null. A batch that was ended finds none.
    /// </summary>
    /// <param name="batch">Which batch asks.</param>
    /// <param name="minimum">The least length that a run may have: shorter ones are the caller's to refuse, one by one.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal byte* Find(int batch, uint minimum)
    {
        if (batch != _batch)
            return null;
        CountRun();
        byte* record = FindRecord(minimum);
        if (record == null)
            EndRun();
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
        CountRun();
        ulong records = Statistics.Records - _recordsBefore;
        if (records != 0)
            Statistics.Batches++;
        End();
        Gate.Exit();
        return records;
    }

    /// <summary>Ends the reader; its memory is freed as soon as no batch uses it. Twice is fine.</summary>
    public void Dispose() => Gate.Dispose();

    private protected abstract void Begin();

    /// <summary>The record at <see cref="Next"/> or behind it, with a call of <see cref="BeginRun"/>; or null.</summary>
    private protected abstract byte* FindRecord(uint minimum);

    /// <summary>So many bytes were passed, by the run that is counted now.</summary>
    private protected virtual void Passed(ulong bytes)
    {
    }

    private protected abstract void End();

    /// <summary>Hands out the record at a place, and lets those that are like it follow.</summary>
    private protected void BeginRun(byte* at, nuint size, uint length, in RecordRun run)
    {
        _runStart = at;
        Next = at + size;
        Length = length;
        Run = run;
    }

    private void CountRun()
    {
        if (Next == _runStart)
            return;
        Statistics.Records += Run.Count(_runStart, Next);
        Passed((ulong)(Next - _runStart));
        _runStart = Next;
    }

    private void EndRun()
    {
        _runStart = Next;
        Run = default;
    }
}
