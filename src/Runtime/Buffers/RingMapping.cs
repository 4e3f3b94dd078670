// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>The memory of a ring buffer map.</summary>
internal sealed unsafe class RingMapping : BufferMapping
{
    private readonly FileDescriptor _fd;

    internal RingMapping(BpfMap map, TimeProvider time) : base(time)
    {
        uint size = map.MaxEntries;
        int page = Environment.SystemPageSize;
        string what = $"map ring buffer '{map.Name}' ({size} bytes) into memory";
        _fd = map.Handle;
        // The first page has the consumer position and is ours to write. The second has the producer position, the data
        // follow it twice; the kernel lets nobody write there.
        MappedMemory? consumer = null;
        MappedMemory? producer = null;
        try
        {
            consumer = MappedMemory.Map(_fd, (nuint)page, writable: true, 0, what);
            producer = MappedMemory.Map(_fd, (nuint)page + 2 * (nuint)size, writable: false, page, what);
            AddTo(Waiter);
        }
        catch
        {
            new Resources(consumer, producer, Waiter).Dispose();
            throw;
        }
        Reader = new RingReader((ulong*)consumer.Address, (ulong*)producer.Address, producer.Address + page, size,
            new Resources(consumer, producer, Waiter), $"Ring buffer '{map.Name}'");
    }

    internal override EventReader Reader { get; }

    internal override void AddTo(EventWaiter waiter) => waiter.AddBuffer(_fd);

    private sealed class Resources(MappedMemory? consumer, MappedMemory? producer, EventWaiter waiter) : IDisposable
    {
        public void Dispose()
        {
            producer?.Dispose();
            consumer?.Dispose();
            waiter.Dispose();
        }
    }
}
