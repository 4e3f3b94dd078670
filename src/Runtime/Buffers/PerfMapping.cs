// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>The rings of a perf buffer, one for each CPU that is online, kept up when CPUs come and go.</summary>
internal sealed unsafe class PerfMapping : BufferMapping
{
    private readonly BpfMap _map;
    private readonly WakeupPolicy _wakeup;
    private readonly bool _timed;
    private readonly uint _maxCpus;
    private readonly PerfReader _reader;
    private readonly Cpus _cpus = new();
    private readonly CpuSet _online = new();
    private readonly List<EventWaiter> _waiters = [];

    internal PerfMapping(BpfMap map, WakeupPolicy wakeup, bool timed, TimeProvider time) : base(time)
    {
        _map = map;
        _wakeup = wakeup;
        _timed = timed;
        _maxCpus = map.MaxEntries;
        _cpus.Waiter = Waiter;
        _waiters.Add(Waiter);
        _reader = new PerfReader([], timed, _cpus, $"Perf buffer '{map.Name}'");
        try
        {
            Refresh();
        }
        catch
        {
            _cpus.Dispose();
            throw;
        }
    }

    internal override EventReader Reader => _reader;

    internal override void AddTo(EventWaiter waiter)
    {
        foreach (Cpu cpu in _cpus.Mapped)
            waiter.AddBuffer(cpu.Fd);
        _waiters.Add(waiter);
    }

    internal override bool Refreshes => true;

    /// <summary>Allocates nothing unless a CPU came or went.</summary>
    private protected override void Refresh()
    {
        _cpus.Online.Read(_online);
        bool changed = false;
        for (int i = _cpus.Mapped.Count - 1; i >= 0; i--)
        {
            Cpu cpu = _cpus.Mapped[i];
            if (_online.Contains(cpu.Number) && cpu.Presence?.WasAway != true)
                continue;
            // What it has written is still ours to read; then the ring can go. The event of a CPU that is back never writes again.
            if (cpu.Ring.Head != cpu.Ring.Position)
                continue;
            _cpus.Mapped.RemoveAt(i);
            cpu.Dispose();
            changed = true;
        }
        for (int number = 0; number < _online.End && number < _maxCpus; number++)
        {
            // The list of CPUs may be older than this moment: one that is not there is no error.
            if (_online.Contains(number) && !IsMapped(number) && Open(number) is { } cpu)
            {
                _cpus.Mapped.Add(cpu);
                changed = true;
            }
        }
        if (changed)
            _reader.Rings = [.. _cpus.Mapped.OrderBy(static c => c.Number).Select(static c => c.Ring)];
    }

    private bool IsMapped(int number)
    {
        foreach (Cpu cpu in _cpus.Mapped)
        {
            if (cpu.Number == number)
                return true;
        }
        return false;
    }

    private Cpu? Open(int number)
    {
        string what = $"open the ring of CPU {number} for perf buffer '{_map.Name}'";
        // Before the event: whenever the CPU goes from now on, it is noticed. Where sysfs is hidden, as in some sandboxes, only the list tells.
        CpuPresence? presence = CpuPresence.Of(number);
        int fd = PerfEvent.OpenBpfOutput(number, _wakeup, _timed, out int errno);
        if (fd < 0)
        {
            presence?.Dispose();
            return errno == Errno.ENODEV ? null : throw BpfErrors.System(what, errno);
        }
        FileDescriptor handle = new(fd);
        MappedMemory? memory = null;
        try
        {
            nuint page = (nuint)Environment.SystemPageSize;
            nuint size = _map.PerfPagesPerCpu * page;
            memory = MappedMemory.Map(handle, page + size, writable: true, 0, $"{what} ({size} bytes)");
            uint key = (uint)number;
            uint value = (uint)fd;
            MapCalls.TryUpdate(_map, &key, &value, BpfUpdate.Any);
            PerfEvent.Enable(handle, what);
            foreach (EventWaiter waiter in _waiters)
                waiter.AddBuffer(handle);
            return new Cpu(number, presence, handle, memory, new PerfRing(memory.Address, memory.Address + page, (uint)size, number));
        }
        catch
        {
            memory?.Dispose();
            handle.Dispose();
            presence?.Dispose();
            throw;
        }
    }

    private sealed record Cpu(int Number, CpuPresence? Presence, FileDescriptor Fd, MappedMemory Memory, PerfRing Ring) : IDisposable
    {
        public void Dispose()
        {
            Memory.Dispose();
            Fd.Dispose();
            Presence?.Dispose();
        }
    }

    private sealed class Cpus : IDisposable
    {
        internal List<Cpu> Mapped { get; } = [];

        internal OnlineCpus Online { get; } = new();

        internal EventWaiter? Waiter { get; set; }

        public void Dispose()
        {
            foreach (Cpu cpu in Mapped)
                cpu.Dispose();
            Online.Dispose();
            Waiter?.Dispose();
        }
    }
}
