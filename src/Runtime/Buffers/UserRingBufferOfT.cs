// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>Writes records of one type into a user ring buffer, <c>BPF_MAP_TYPE_USER_RINGBUF</c> (Linux 6.1).</summary>
/// <typeparam name="T">The record, blittable.</typeparam>
/// <param name="map">The map. Its memory is mapped when the first record is reserved.</param>
/// <exception cref="BpfException">It is no user ring buffer.</exception>
public sealed class UserRingBuffer<T>(BpfMap map) : UserRingBuffer(map) where T : unmanaged
{
    /// <summary>Writes a record and submits it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="timeout">How long to wait for room; zero not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <returns>False when there is no room, and was none in time; then nothing was written.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded, another thread is writing, or a record is not submitted yet.</exception>
    /// <exception cref="ObjectDisposedException">The buffer or its object was disposed, perhaps during the wait.</exception>
    public bool TrySend(in T record, TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        TrySend(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in record)), timeout, cancellationToken);
}
