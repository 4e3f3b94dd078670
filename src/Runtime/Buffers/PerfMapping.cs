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
        foreach (Cpu cpu in _cpus.ByNumber.Values)
            waiter.AddBuffer(cpu.Fd);
        _waiters.Add(waiter);
    }

    internal override bool Refreshes => true;

    private protected override void Refresh()
    {
        HashSet<int> online = [.. OnlineCpus.Read()];
        bool changed = false;
        foreach (Cpu gone in _cpus.ByNumber.Values.Where(c => !online.Contains(c.Number)).ToList())
        {
            // What it has written is still ours to read; then the ring can go.
            if (gone.Ring.Head != gone.Ring.Position)
                continue;
            _cpus.ByNumber.Remove(gone.Number);
            gone.Dispose();
            changed = true;
        }
        foreach (int number in online)
        {
            if (number >= _maxCpus || _cpus.ByNumber.ContainsKey(number))
                continue;
            // The list of CPUs may be older than this moment: one that is not there is no error.
            if (Open(number) is { } cpu)
            {
                _cpus.ByNumber.Add(number, cpu);
                changed = true;
            }
        }
        if (changed)
            _reader.Rings = [.. _cpus.ByNumber.Values.Select(static c => c.Ring)];
    }

    private Cpu? Open(int number)
    {
        string what = $"open the ring of CPU {number} for perf buffer '{_map.Name}'";
        int fd = PerfEvent.OpenBpfOutput(number, _wakeup, _timed, out int errno);
        if (fd < 0)
            return errno == Errno.ENODEV ? null : throw BpfErrors.System(what, errno);
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
            return new Cpu(number, handle, memory, new PerfRing(memory.Address, memory.Address + page, (uint)size, number));
        }
        catch
        {
            memory?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    private sealed record Cpu(int Number, FileDescriptor Fd, MappedMemory Memory, PerfRing Ring) : IDisposable
    {
        public void Dispose()
        {
            Memory.Dispose();
            Fd.Dispose();
        }
    }

    private sealed class Cpus : IDisposable
    {
        internal SortedDictionary<int, Cpu> ByNumber { get; } = [];

        internal EventWaiter? Waiter { get; set; }

        public void Dispose()
        {
            foreach (Cpu cpu in ByNumber.Values)
                cpu.Dispose();
            Waiter?.Dispose();
        }
    }
}
