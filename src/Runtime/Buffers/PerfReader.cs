// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>
/// The consumer's side of a perf buffer: one ring a CPU. It knows neither libbpf nor file descriptors: tests give it memory of their own.
/// </summary>
internal sealed unsafe class PerfReader : EventReader
{
    internal const uint LostRecord = 2, SampleRecord = 9; // PERF_RECORD_*
    private const int TimeSize = sizeof(ulong);
    private const int RawSize = sizeof(uint); // the length in front of the data, PERF_SAMPLE_RAW

    private readonly Scratch _scratch;
    private readonly bool _timed;
    private PerfRing[] _rings;
    private int _current;
    private PerfRing? _reading;
    private byte* _from;
    private ulong _until;

    /// <summary>A reader over rings, whose samples have a time if they are to be merged.</summary>
    internal PerfReader(PerfRing[] rings, bool timed, IDisposable memory, string name) : this(rings, timed, new Scratch(memory), name)
    {
    }

    private PerfReader(PerfRing[] rings, bool timed, Scratch scratch, string name) : base(scratch, name)
    {
        _rings = rings;
        _timed = timed;
        _scratch = scratch;
    }

    internal override ulong Available
    {
        get
        {
            ulong most = 0;
            foreach (PerfRing ring in _rings)
                most = Math.Max(most, ring.Head - ring.Position);
            return most;
        }
    }

    /// <summary>The rings; changed only inside of the gate, between batches.</summary>
    internal PerfRing[] Rings
    {
        get => _rings;
        set => _rings = value;
    }

    /// <summary>
    /// No fence as with the ring buffer is needed: the kernel wakes by what it has written (perf_output_wakeup), not by where we stand.
    /// </summary>
    internal override bool MoveToRecord()
    {
        foreach (PerfRing ring in _rings)
        {
            if (SkipTo(ring, ring.Head))
                return true;
        }
        return false;
    }

    private protected override void Begin()
    {
        // Samples that are timed later wait for the next batch: those of other CPUs that come before them may not be there yet.
        // CLOCK_MONOTONIC in ns, which the events were opened with.
        if (_timed)
            _until = (ulong)Stopwatch.GetTimestamp();
        foreach (PerfRing ring in _rings)
        {
            ring.Limit = ring.Head;
            Statistics.HighWaterMark = Math.Max(Statistics.HighWaterMark, ring.Limit - ring.Position);
        }
        _current = 0;
        _reading = null;
        Next = null;
    }

    private protected override byte* FindRecord(uint minimum)
    {
        Settle();
        while (_current < _rings.Length)
        {
            PerfRing? ring = _timed ? Earliest() : _rings[_current];
            if (ring is null)
                break;
            // The sample before this one is in nobody's hands any more.
            if (ring.Position - ring.Released >= ring.Size >> 2)
                ring.Release(ring.Position);
            if (_timed || SkipTo(ring, ring.Limit))
                return Take(ring, minimum);
            _current++;
        }
        _current = _rings.Length;
        return null;
    }

    private protected override void End()
    {
        Settle();
        foreach (PerfRing ring in _rings)
        {
            if (ring.Released != ring.Position)
                ring.Release(ring.Position);
        }
    }

    /// <summary>The ring with the earliest sample that is due, or null.</summary>
    private PerfRing? Earliest()
    {
        PerfRing? first = null;
        ulong earliest = _until;
        foreach (PerfRing ring in _rings)
        {
            if (!SkipTo(ring, ring.Limit))
                continue;
            ulong time = TimeOf(ring);
            if (time <= earliest)
            {
                earliest = time;
                first = ring;
            }
        }
        return first;
    }

    // It is behind the header, and the size is a multiple of 8, so it is whole wherever it lies.
    private static ulong TimeOf(PerfRing ring) => *(ulong*)(ring.BytesBeforeEnd > PerfRing.HeaderSize ? ring.Record + PerfRing.HeaderSize : ring.Start);

    /// <summary>Passes over what is no sample, and counts what was lost. False when there is no sample before the limit.</summary>
    private bool SkipTo(PerfRing ring, ulong limit)
    {
        while (ring.Position < limit)
        {
            uint type = ring.Type;
            if (type == SampleRecord)
                return true;
            uint size = ring.RecordSize;
            if (size < PerfRing.HeaderSize)
                throw new BpfException($"read perf buffer ring of CPU {ring.Cpu}", $"there is a record of {size} bytes", null, 0);
            if (type == LostRecord)
            {
                // struct { perf_event_header; u64 id; u64 lost; }
                Statistics.Lost += *(ulong*)(ring.BytesBeforeEnd > 16 ? ring.Record + 16 : ring.Start + 16 - ring.BytesBeforeEnd);
            }
            Pass(ring, size);
        }
        return false;
    }

    private byte* Take(PerfRing ring, uint minimum)
    {
        byte* at = ring.Record;
        byte* record = at;
        uint size = ring.RecordSize;
        uint before = ring.BytesBeforeEnd;
        if (size > before)
        {
            byte* copy = _scratch.Need(size);
            Buffer.MemoryCopy(record, copy, size, before);
            Buffer.MemoryCopy(ring.Start, copy + before, size - before, size - before);
            record = copy;
        }
        uint headerSize = (uint)(PerfRing.HeaderSize + (_timed ? TimeSize : 0) + RawSize);
        byte* data = record + headerSize;
        uint length = *(uint*)(data - RawSize);
        // Others may follow up to the limit, or as far as room is to be given back, while they do not wrap. With the raw data as the
        // only part of a sample that varies, its size says the length.
        bool single = _timed || length < minimum || length != size - headerSize;
        ulong ahead = Math.Min(ring.Limit, ring.Released + (ring.Size >> 2)) - ring.Position;
        ulong header = *(ulong*)record;
        _reading = ring;
        _from = at;
        Window = single ? RecordWindow.Closed : RecordWindow.OfPerf(at + ahead, at + before, header, minimum, headerSize);
        Cursor = new RecordCursor(in Window, header, length, at, size);
        return data;
    }

    /// <summary>Moves the ring on by what was handed out of it.</summary>
    private void Settle()
    {
        if (_reading is null)
            return;
        Pass(_reading, (ulong)(Next - _from));
        _reading = null;
    }

    private void Pass(PerfRing ring, ulong size)
    {
        ring.Advance(size);
        Statistics.Bytes += size;
    }

    /// <summary>Where a record that wraps the end of its ring is put together. One for all; a record has at most 64 KB.</summary>
    private sealed class Scratch(IDisposable memory) : IDisposable
    {
        private byte* _buffer;

        internal byte* Need(uint size)
        {
            if (_buffer == null)
                _buffer = (byte*)NativeMemory.AlignedAlloc(ushort.MaxValue + 1, 8);
            Debug.Assert(size <= ushort.MaxValue);
            return _buffer;
        }

        public void Dispose()
        {
            NativeMemory.AlignedFree(_buffer);
            _buffer = null;
            memory.Dispose();
        }
    }
}
