// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// The BPF side of event buffers: the variables and maps that <c>SHARPBPF_WRITER</c> of sharpbpf/events.h declares beside a buffer, found by
/// their names.
/// </summary>
internal static unsafe class EventWriters
{
    // struct sharpbpf_writer
    private const uint PerfOffset = 0, WakeupOffset = 4, WriterSize = 8;

    private const uint DataSection = 15; // BTF_KIND_DATASEC

    /// <summary>Whether the object has such variables for a buffer: what is set there must be set before Load.</summary>
    internal static bool Has(nint btf, string map) => Find(btf, map) is not null;

    /// <summary>Tells the program what its buffer is and when to wake the reader. To be called before the kernel gets the object.</summary>
    internal static void Set(nint btf, BpfMap map, WakeupPolicy wakeup, Func<string, DataSection> section)
    {
        if (map.Type is not (BpfMapType.RingBuf or BpfMapType.PerfEventArray) || Find(btf, map.Name) is not { } offset)
            return;
        DataSection constants = section(".rodata");
        constants.At<uint>(offset + PerfOffset) = map.Type == BpfMapType.PerfEventArray ? 1u : 0;
        constants.At<uint>(offset + WakeupOffset) = wakeup.ForWriter;
    }

    /// <summary>The counter of what a ring buffer had no room for; null when the object has none.</summary>
    internal static Func<ulong>? LostCounter(BpfMap? lost)
    {
        if (lost is not { Type: BpfMapType.PerCpuArray, ValueSize: sizeof(ulong) })
            return null;
        PerCpuArrayMap<ulong> counts = new(lost);
        return () =>
        {
            Span<ulong> perCpu = stackalloc ulong[Math.Min(BpfRuntime.PossibleCpus, 512)];
            if (perCpu.Length < BpfRuntime.PossibleCpus)
                perCpu = new ulong[BpfRuntime.PossibleCpus];
            counts.Get(0, perCpu);
            ulong sum = 0;
            foreach (ulong count in perCpu)
                sum += count;
            return sum;
        };
    }

    /// <summary>Where in .rodata the variable NAME_writer is. libbpf has put the offsets of the variables into the object's BTF.</summary>
    internal static uint? Find(nint btf, string map)
    {
        int id = btf == 0 ? -1 : LibBpf.btf__find_by_name_kind(btf, ".rodata", DataSection);
        if (id < 0)
            return null;
        string wanted = map + "_writer";
        uint* section = LibBpf.btf__type_by_id(btf, (uint)id);
        uint count = section[1] & 0xffff;
        for (uint i = 0; i < count; i++)
        {
            // struct btf_var_secinfo: type, offset, size
            uint* variable = section + 3 + 3 * i;
            if (variable[2] == WriterSize && Utf8.Text(LibBpf.btf__name_by_offset(btf, *LibBpf.btf__type_by_id(btf, variable[0]))) == wanted)
                return variable[1];
        }
        return null;
    }
}
