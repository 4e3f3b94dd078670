// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// Whether a pinned map is what an object's definition says. Two structs of one size may still differ, so the BTF that the kernel keeps with
/// the map is compared too.
/// </summary>
internal static class PinnedMap
{
    /// <summary>Throws if the map that Load would take from its pin has keys or values of other types.</summary>
    internal static void CheckReuse(BpfMap map, nint objectBtf, uint keyType, uint valueType)
    {
        if (map.PinPath is not { } path)
            return;
        int fd = LibBpf.bpf_obj_get(path);
        // Nothing there yet, or nothing that can be opened: libbpf finds out and says so.
        if (fd < 0)
            return;
        using FileDescriptor pinned = new(fd);
        if (FdKind.IsMap(pinned))
            Check(map, objectBtf, keyType, valueType, MapInfo.Of(pinned), $"use the map pinned at {path} for map '{map.Name}'");
    }

    /// <summary>Throws if the map has other types than the definition. Where either side has no BTF, the sizes must do.</summary>
    internal static void Check(BpfMap map, nint objectBtf, uint keyType, uint valueType, in BpfMapInfo info, string what)
    {
        const string advice = "It was pinned by another program, or by an older version of this one: remove it, or pin this map elsewhere.";
        if (info.Type != (uint)map.Type)
            throw new BpfException(what, $"it is a map of type {(BpfMapType)info.Type}, not {map.Type}", advice, 0);
        CheckSize("key", info.KeySize, map.KeySize);
        CheckSize("value", info.ValueSize, map.ValueSize);
        if (objectBtf == 0 || info.BtfId == 0)
            return;
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        nint btf = LibBpf.btf__load_from_kernel_by_id(info.BtfId);
        if (btf == 0)
            return;
        try
        {
            BtfLayout layout = new(objectBtf, btf);
            Compare("key", keyType, info.BtfKeyTypeId);
            Compare("value", valueType, info.BtfValueTypeId);

            void Compare(string part, uint ours, uint theirs)
            {
                if (ours != 0 && theirs != 0 && layout.Difference(ours, theirs) is { } difference)
                    throw new BpfException(what, $"its {part} is of another type: {difference}", advice, 0);
            }
        }
        finally
        {
            LibBpf.btf__free(btf);
        }

        void CheckSize(string part, uint theirs, uint ours)
        {
            if (theirs != ours)
                throw new BpfException(what, $"its {part} has {theirs} bytes, not {ours}", advice, 0);
        }
    }
}
