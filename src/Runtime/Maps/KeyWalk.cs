// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>
/// Goes through a map by BPF_MAP_GET_NEXT_KEY. When the key it stands at has been deleted the kernel begins at the first key again; what was
/// seen is then passed over.
/// </summary>
internal sealed unsafe class KeyWalk(int keySize) : IDisposable
{
    private readonly HashSet<byte[]> _seen = new(ByteComparer.Instance);
    private byte* _key = (byte*)NativeMemory.Alloc((nuint)keySize);
    private bool _started;

    internal int Read(BpfMap map, byte* keys, byte* values, int room, int keyBytes, int valueBytes, bool delete, out bool ended)
    {
        int count = 0;
        ended = false;
        while (count < room)
        {
            byte* key = keys + count * keyBytes;
            if (!MapCalls.TryNextKey(map, _started ? _key : null, key))
            {
                ended = true;
                break;
            }
            _started = true;
            Buffer.MemoryCopy(key, _key, keyBytes, keyBytes);
            if (!_seen.Add(new ReadOnlySpan<byte>(key, keyBytes).ToArray()))
                continue;
            byte* value = values + (long)count * valueBytes;
            // A key that went meanwhile is no entry any more.
            if (!MapCalls.TryLookup(map, key, value))
                continue;
            if (delete)
                MapCalls.TryDelete(map, key);
            count++;
        }
        return count;
    }

    public void Dispose()
    {
        NativeMemory.Free(_key);
        _key = null;
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>
    {
        internal static readonly ByteComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            HashCode hash = default;
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
