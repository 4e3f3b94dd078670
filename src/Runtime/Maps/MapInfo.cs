// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>What the kernel says of a map.</summary>
internal static unsafe class MapInfo
{
    internal static BpfMapInfo Of(FileDescriptor map)
    {
        BpfMapInfo info = default;
        uint length = (uint)sizeof(BpfMapInfo);
        int result = LibBpf.bpf_obj_get_info_by_fd(map, &info, &length);
        return result >= 0 ? info : throw BpfErrors.System("ask the kernel about a map", -result);
    }

    /// <summary>The C name of a type in the map's BTF: a struct's tag, or of something else its name; null when there is none.</summary>
    internal static string? TypeName(uint btfId, uint typeId)
    {
        if (btfId == 0 || typeId == 0)
            return null;
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        nint btf = LibBpf.btf__load_from_kernel_by_id(btfId);
        if (btf == 0)
            return null;
        try
        {
            // struct btf_type begins with the offset of its name.
            uint* type = LibBpf.btf__type_by_id(btf, typeId);
            string name = type == null ? "" : Utf8.Text(LibBpf.btf__name_by_offset(btf, *type));
            return name.Length == 0 ? null : name;
        }
        finally
        {
            LibBpf.btf__free(btf);
        }
    }
}
