// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>The kinds of BPF maps: <c>enum bpf_map_type</c>.</summary>
public enum BpfMapType
{
    /// <summary>No type.</summary>
    Unspecified = 0,

    /// <summary>A hash table.</summary>
    Hash = 1,

    /// <summary>An array, indexed from 0.</summary>
    Array = 2,

    /// <summary>Programs for tail calls.</summary>
    ProgArray = 3,

    /// <summary>Perf events; one buffer a CPU.</summary>
    PerfEventArray = 4,

    /// <summary>A hash table with one value a CPU.</summary>
    PerCpuHash = 5,

    /// <summary>An array with one value a CPU.</summary>
    PerCpuArray = 6,

    /// <summary>Stack traces.</summary>
    StackTrace = 7,

    /// <summary>cgroups.</summary>
    CGroupArray = 8,

    /// <summary>A hash table that drops the least recently used entry when it is full.</summary>
    LruHash = 9,

    /// <summary>The same with one value a CPU.</summary>
    LruPerCpuHash = 10,

    /// <summary>Longest prefix match.</summary>
    LpmTrie = 11,

    /// <summary>An array of maps.</summary>
    ArrayOfMaps = 12,

    /// <summary>A hash table of maps.</summary>
    HashOfMaps = 13,

    /// <summary>Network devices.</summary>
    DevMap = 14,

    /// <summary>An array of sockets.</summary>
    SockMap = 15,

    /// <summary>CPUs, to redirect packets to.</summary>
    CpuMap = 16,

    /// <summary>AF_XDP sockets.</summary>
    XskMap = 17,

    /// <summary>A hash table of sockets.</summary>
    SockHash = 18,

    /// <summary>Storage of a cgroup, the old kind.</summary>
    CGroupStorage = 19,

    /// <summary>Reuseport sockets.</summary>
    ReuseportSockArray = 20,

    /// <summary>Storage of a cgroup with one value a CPU, the old kind.</summary>
    PerCpuCGroupStorage = 21,

    /// <summary>First in, first out.</summary>
    Queue = 22,

    /// <summary>Last in, first out.</summary>
    Stack = 23,

    /// <summary>Storage of a socket.</summary>
    SkStorage = 24,

    /// <summary>A hash table of network devices.</summary>
    DevMapHash = 25,

    /// <summary>A kernel operations table.</summary>
    StructOps = 26,

    /// <summary>A ring buffer shared by all CPUs, kernel to user.</summary>
    RingBuf = 27,

    /// <summary>Storage of an inode.</summary>
    InodeStorage = 28,

    /// <summary>Storage of a task.</summary>
    TaskStorage = 29,

    /// <summary>A Bloom filter.</summary>
    BloomFilter = 30,

    /// <summary>A ring buffer, user to kernel.</summary>
    UserRingBuf = 31,

    /// <summary>Storage of a cgroup.</summary>
    CGrpStorage = 32,

    /// <summary>Memory shared by kernel and user.</summary>
    Arena = 33,
}
