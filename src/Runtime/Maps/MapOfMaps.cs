// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A map whose values are maps, <c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c> or <c>HASH_OF_MAPS</c>. They must all be like the one it was defined with. Every
/// operation is one system call. Safe to use from several threads.
/// </summary>
/// <typeparam name="TKey">The key; uint for an array.</typeparam>
public sealed unsafe class MapOfMaps<TKey> where TKey : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its key is not the C# type.</exception>
    public MapOfMaps(BpfMap map)
    {
        MapCalls.CheckType(map, BpfMapType.ArrayOfMaps, BpfMapType.HashOfMaps);
        MapCalls.CheckSize(map, "key", map.KeySize, sizeof(TKey));
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>Puts a map in. The kernel keeps it as long as it is there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">The map.</param>
    /// <exception cref="BpfException">It is not like the maps this one was defined for (EINVAL), or the kernel refuses.</exception>
    public void Set(TKey key, BpfMap inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        FileDescriptor handle = inner.Handle;
        bool held = false;
        handle.DangerousAddRef(ref held);
        try
        {
            uint fd = (uint)handle.DangerousGetHandle();
            MapCalls.TryUpdate(Map, &key, &fd, BpfUpdate.Any);
        }
        finally
        {
            handle.DangerousRelease();
        }
    }

    /// <summary>Opens the map of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The map, to be disposed; null when there is none.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public BpfMap? Open(TKey key)
    {
        // Lookup from user space gives the inner map's number.
        uint id;
        return MapCalls.TryLookup(Map, &key, &id) ? BpfMap.OpenId(id) : null;
    }

    /// <summary>Takes a map out.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(TKey key) => MapCalls.TryDelete(Map, &key);
}
