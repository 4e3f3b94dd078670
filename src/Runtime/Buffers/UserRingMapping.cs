// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>The memory of a user ring buffer map, its writer, and what to wait on for room.</summary>
internal sealed unsafe class UserRingMapping : IDisposable
{
    internal UserRingMapping(BpfMap map, TimeProvider time)
    {
        uint size = map.MaxEntries;
        int page = Environment.SystemPageSize;
        string what = $"map user ring buffer '{map.Name}' ({size} bytes) into memory";
        FileDescriptor fd = map.Handle;
        MappedMemory? consumer = null;
        MappedMemory? producer = null;
        Waiter = new EventWaiter(time);
        try
        {
            // The other way round than a ring buffer: the consumer position is the kernel's, the rest is ours to write.
            consumer = MappedMemory.Map(fd, (nuint)page, writable: false, 0, what);
            producer = MappedMemory.Map(fd, (nuint)page + 2 * (nuint)size, writable: true, page, what);
            Waiter.AddRoom(fd);
        }
        catch
        {
            new Resources(consumer, producer, Waiter).Dispose();
            throw;
        }
        Writer = new UserRingWriter((ulong*)consumer.Address, (ulong*)producer.Address, producer.Address + page, size,
            new Resources(consumer, producer, Waiter), $"User ring buffer '{map.Name}'");
    }

    internal UserRingWriter Writer { get; }

    internal EventWaiter Waiter { get; }

    public void Dispose() => Writer.Gate.Dispose(Waiter.Wake);

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
