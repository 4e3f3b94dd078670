// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>The consumer's side of a buffer in memory: what the batches work on.</summary>
internal abstract unsafe class EventReader(IDisposable memory, string name) : IDisposable
{
    private int _batch;

    internal ReaderGate Gate { get; } = new(memory, name);

    /// <summary>Counted when a batch ends.</summary>
    internal BufferStatistics Statistics;

    /// <summary>Bytes that wait, records being written included.</summary>
    internal abstract ulong Available { get; }

    /// <summary>
    /// Whether a record can be read, after skipping what is none. If not, the caller may sleep until the kernel's wake-up. The caller
    /// is inside of the gate.
    /// </summary>
    internal abstract bool MoveToRecord();

    /// <summary>
    /// Enters the gate. A ring buffer's batch runs on the cursor alone; with other buffers the cursor is empty and the batch
    /// calls <see cref="Next"/>.
    /// </summary>
    internal RingCursor BeginBatch()
    {
        Gate.Enter();
        return Begin(++_batch);
    }

    /// <summary>The next record that no cursor covers, or null.</summary>
    internal virtual byte* Next(out uint length)
    {
        length = 0;
        return null;
    }

    /// <summary>
    /// Releases what the batch has read and leaves the gate. A copy of a batch that was ended before does nothing.
    /// </summary>
    internal void EndBatch(int batch, ulong position, ulong records, ulong discarded)
    {
        if (batch != _batch)
            return;
        _batch++;
        Statistics.Records += records;
        Statistics.Discarded += discarded;
        if (records != 0)
            Statistics.Batches++;
        End(position);
        Gate.Exit();
    }

    /// <summary>Ends the reader; its memory is freed as soon as no batch uses it. Twice is fine.</summary>
    public void Dispose() => Gate.Dispose();

    private protected abstract RingCursor Begin(int batch);

    private protected abstract void End(ulong position);
}
