// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// Goes through a map many entries a system call. A hash table is walked bucket by bucket, so deletes by others meanwhile neither repeat nor
/// hide the rest. Kernels or maps without batches are walked key by key.
/// </summary>
internal sealed unsafe class MapBatch : IDisposable
{
    private const uint FirstRoom = 128;

    // By then what a system call costs by itself is nothing an entry.
    private const uint MostRoom = 4096;

    private readonly BpfMap _map;
    private readonly int _keySize;
    private readonly int _valueSize;
    private readonly bool _delete;
    private byte* _cursor;
    private byte* _keys;
    private byte* _values;
    private uint _room = FirstRoom;
    private bool _started;
    private bool _ended;
    private KeyWalk? _walk;

    /// <param name="map">The map.</param>
    /// <param name="valueSize">The bytes the kernel copies for a value.</param>
    /// <param name="delete">Whether to delete the entries as they are read.</param>
    internal MapBatch(BpfMap map, int valueSize, bool delete)
    {
        _map = map;
        _keySize = (int)map.KeySize;
        _valueSize = valueSize;
        _delete = delete;
        // A bucket number for hash tables, a key for others.
        _cursor = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(_keySize, sizeof(ulong)));
        Resize(FirstRoom);
    }

    /// <summary>Entries of this step.</summary>
    internal int Count { get; private set; }

    internal byte* Key(int index) => _keys + index * _keySize;

    internal byte* Value(int index) => _values + (long)index * _valueSize;

    /// <summary>Reads the next entries. False at the end.</summary>
    internal bool MoveNext()
    {
        while (!_ended)
        {
            if (_walk is not null)
                Count = _walk.Read(_map, _keys, _values, (int)_room, _keySize, _valueSize, _delete, out _ended);
            else
                Step();
            if (Count > 0)
                return true;
        }
        Count = 0;
        return false;
    }

    public void Dispose()
    {
        NativeMemory.Free(_cursor);
        NativeMemory.Free(_keys);
        NativeMemory.Free(_values);
        _cursor = null;
        _keys = null;
        _values = null;
        _ended = true;
        Count = 0;
        _walk?.Dispose();
    }

    private void Step()
    {
        // A map of few entries takes little memory, a large one few steps. Entries that are deleted as they are read are gone when
        // the caller leaves, so there are never many of those.
        if (_started && !_delete && _room < MostRoom)
            Resize(_room * 2);
        uint count = _room;
        BpfMapBatchOpts opts = new() { Size = (nuint)sizeof(BpfMapBatchOpts) };
        byte* from = _started ? _cursor : null;
        int result = _delete
            ? LibBpf.bpf_map_lookup_and_delete_batch(_map.Handle, from, _cursor, _keys, _values, &count, &opts)
            : LibBpf.bpf_map_lookup_batch(_map.Handle, from, _cursor, _keys, _values, &count, &opts);
        Count = 0;
        switch (result)
        {
            case >= 0:
                _started = true;
                Count = (int)count;
                break;
            case -Errno.ENOENT:
                _ended = true;
                Count = (int)count;
                break;
            case -Errno.ENOSPC:
                // One bucket has more entries than there is room.
                Resize(_room * 2);
                break;
            case -Errno.EINVAL or -Errno.ENOTSUPP or -Errno.EPERM when !_started:
                _walk = new KeyWalk(_keySize);
                break;
            default:
                MapCalls.Throw(_map, "go through", result);
                break;
        }
    }

    private void Resize(uint room)
    {
        _room = room;
        _keys = (byte*)NativeMemory.Realloc(_keys, room * (nuint)_keySize);
        _values = (byte*)NativeMemory.Realloc(_values, room * (nuint)_valueSize);
    }
}
