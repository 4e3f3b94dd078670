// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>The memory of a ring buffer map and what to wait on.</summary>
internal sealed unsafe class RingMapping : IDisposable
{
    internal RingMapping(BpfMap map)
    {
        uint size = map.MaxEntries;
        int page = Environment.SystemPageSize;
        string what = $"map ring buffer '{map.Name}' ({size} bytes) into memory";
        // The first page has the consumer position and is ours to write. The second has the producer position, the data
        // follow it twice; the kernel lets nobody write there.
        MappedMemory consumer = MappedMemory.Map(map.Handle, (nuint)page, writable: true, 0, what);
        MappedMemory? producer = null;
        EventWaiter? waiter = null;
        try
        {
            producer = MappedMemory.Map(map.Handle, (nuint)page + 2 * (nuint)size, writable: false, page, what);
            waiter = new EventWaiter();
            waiter.AddBuffer(map.Handle);
        }
        catch
        {
            consumer.Dispose();
            producer?.Dispose();
            waiter?.Dispose();
            throw;
        }
        Waiter = waiter;
        Reader = new RingReader((ulong*)consumer.Address, (ulong*)producer.Address, producer.Address + page, size,
            new Resources(consumer, producer, waiter), $"Ring buffer '{map.Name}'");
    }

    internal RingReader Reader { get; }

    internal EventWaiter Waiter { get; }

    public void Dispose() => Reader.Gate.Dispose(Waiter.Wake);

    private sealed class Resources(MappedMemory consumer, MappedMemory producer, EventWaiter waiter) : IDisposable
    {
        public void Dispose()
        {
            producer.Dispose();
            consumer.Dispose();
            waiter.Dispose();
        }
    }
}
