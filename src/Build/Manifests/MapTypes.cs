// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Build.Manifests;

/// <summary>The kernel's map types by number: enum bpf_map_type of linux/bpf.h, in lower case and without its prefix.</summary>
internal static class MapTypes
{
    /// <summary>struct_ops maps are not declared by number but by their section.</summary>
    public const string StructOps = "struct_ops";

    private static readonly string[] Names =
    [
        "unspec", "hash", "array", "prog_array", "perf_event_array", "percpu_hash", "percpu_array", "stack_trace", "cgroup_array",
        "lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps", "hash_of_maps", "devmap", "sockmap", "cpumap", "xskmap",
        "sockhash", "cgroup_storage", "reuseport_sockarray", "percpu_cgroup_storage", "queue", "stack", "sk_storage", "devmap_hash",
        StructOps, "ringbuf", "inode_storage", "task_storage", "bloom_filter", "user_ringbuf", "cgrp_storage", "arena", "insn_array",
    ];

    /// <summary>The name, or the number itself for a type that came after this was written.</summary>
    public static string Name(uint type) => type < (uint)Names.Length ? Names[type] : type.ToString(CultureInfo.InvariantCulture);
}
