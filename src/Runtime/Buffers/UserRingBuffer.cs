// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Writes records into a user ring buffer, <c>BPF_MAP_TYPE_USER_RINGBUF</c> (Linux 6.1), for BPF programs that read it with
/// bpf_user_ringbuf_drain(). Without a system call and without a copy: a record is written where the program reads it.
/// </summary>
/// <remarks>
/// One user at a time, from reserving a record to submitting it: a second thread gets an <see cref="InvalidOperationException"/>.
/// <see cref="Dispose"/> may be called from any thread; a record that is being written stays valid until it is submitted. Disposing the
/// object disposes its buffers.
/// </remarks>
public class UserRingBuffer : IMeasuredBuffer, IDisposable
{
    private readonly Lock _lock = new();
    private UserRingMapping? _mapping;
    private bool _disposed;

    /// <summary>A writer to a map. Its memory is mapped when the first record is reserved.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">It is no user ring buffer.</exception>
    public UserRingBuffer(BpfMap map)
    {
        MapCalls.CheckType(map, BpfMapType.UserRingBuf);
        Map = map;
        map.AddReader(this);
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>
    /// What was written; all zero before the first record. May be read from any thread, and is what the meter <c>SharpBpf</c> tells.
    /// </summary>
    public BufferStatistics Statistics => Volatile.Read(ref _mapping)?.Writer.Statistics ?? default;

    /// <summary>The clock that timeouts go by; the system's unless another is given. To be set before the first record.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Makes room for a record: as <c>user_ring_buffer__reserve()</c> or, with a timeout, <c>user_ring_buffer__reserve_blocking()</c> of libbpf.
    /// </summary>
    /// <param name="length">How many bytes it has, at least 1. It takes 8 more, rounded up to a multiple of 8.</param>
    /// <param name="record">The record, to be filled and submitted, or disposed.</param>
    /// <param name="timeout">How long to wait for a program to make room by draining; zero not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <returns>False when there is no room, and was none in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The buffer can never hold a record of that length.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded, another thread is writing, or a record is not submitted yet.</exception>
    /// <exception cref="ObjectDisposedException">The buffer or its object was disposed, perhaps during the wait.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public bool TryReserve(int length, out UserRecord record, TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        UserRingMapping mapping = Open();
        UserRingWriter writer = mapping.Writer;
        writer.ThrowIfNeverFits((uint)length);
        writer.Gate.Enter();
        int number = 0;
        try
        {
            number = writer.TryReserve((uint)length);
            if (number == 0 && timeout != TimeSpan.Zero)
                number = WaitForRoom(mapping, (uint)length, timeout, cancellationToken);
        }
        finally
        {
            // The open record keeps the gate.
            if (number == 0)
            {
                writer.CountLost();
                writer.Gate.Exit();
            }
        }
        record = number == 0 ? default : new UserRecord(writer, number, length);
        return number != 0;
    }

    /// <summary>Copies a record into the buffer and submits it.</summary>
    /// <param name="record">Its bytes, at least 1.</param>
    /// <param name="timeout">How long to wait for room; zero not at all.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <returns>False when there is no room, and was none in time; then nothing was written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The buffer can never hold a record of that length.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded, another thread is writing, or a record is not submitted yet.</exception>
    /// <exception cref="ObjectDisposedException">The buffer or its object was disposed, perhaps during the wait.</exception>
    public bool TrySend(ReadOnlySpan<byte> record, TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        if (!TryReserve(record.Length, out UserRecord room, timeout, cancellationToken))
            return false;
        record.CopyTo(room.Data);
        room.Submit();
        return true;
    }

    /// <summary>
    /// Ends writing. A wait on another thread ends with <see cref="ObjectDisposedException"/>; a record that is being written stays valid, and
    /// the memory is unmapped when it is submitted. What was submitted stays for the kernel to read. Twice is fine.
    /// </summary>
    public void Dispose()
    {
        UserRingMapping? mapping;
        lock (_lock)
        {
            _disposed = true;
            mapping = _mapping;
        }
        if (mapping is not null)
        {
            BufferMetrics.Remove(this);
            mapping.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    private static int WaitForRoom(UserRingMapping mapping, uint length, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long deadline = mapping.Waiter.Clock.Deadline(timeout);
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static waiter => ((EventWaiter)waiter!).Wake(), mapping.Waiter);
        while (!cancellationToken.IsCancellationRequested)
        {
            // A program that drains wakes us, unless it asks for BPF_RB_NO_WAKEUP.
            bool awake = mapping.Waiter.Wait(deadline);
            mapping.Writer.Gate.ThrowIfDisposed();
            int number = mapping.Writer.TryReserve(length);
            if (number != 0 || !awake)
                return number;
        }
        return 0;
    }

    private UserRingMapping Open()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_mapping is null)
            {
                _mapping = new UserRingMapping(Map, TimeProvider);
                BufferMetrics.Add(this);
            }
            return _mapping;
        }
    }
}
