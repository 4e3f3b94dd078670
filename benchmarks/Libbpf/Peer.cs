// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>What a side has read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct Seen(ulong Records, ulong Sum);

/// <summary>
/// The C side, of the folder peer. Nothing here is marshalled, and calls as short as a burst leave out the switch to native code that the
/// runtime makes for long ones: C pays nothing for being called from C#.
/// </summary>
internal static unsafe partial class Peer
{
    private const string Library = "peer";

    static Peer() => NativeLibrary.SetDllImportResolver(typeof(Peer).Assembly, static (name, _, _) => name == Library ? Load() : 0);

    [LibraryImport(Library)] internal static partial nint peer_ring_open(int map, uint size, int whole);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int peer_ring_consume(nint ring, Seen* seen);
    [LibraryImport(Library)] internal static partial int peer_ring_stream(nint ring, int how, int milliseconds, int* done, Seen* seen);
    [LibraryImport(Library)] internal static partial void peer_ring_close(nint ring);

    [LibraryImport(Library)] internal static partial nint peer_perf_open(int map, uint pages, uint size, int whole);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int peer_perf_consume(nint perf, Seen* seen);
    [LibraryImport(Library)] internal static partial void peer_perf_close(nint perf);

    [LibraryImport(Library)] internal static partial nint peer_memory_open(int map, uint bytes, uint size, int whole);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int peer_memory_consume(nint memory, Seen* seen);
    [LibraryImport(Library)] internal static partial void peer_memory_close(nint memory);

    [LibraryImport(Library)] internal static partial int peer_map_lookup(int map, ulong* keys, uint count, Seen* seen);
    [LibraryImport(Library)] internal static partial int peer_map_update(int map, ulong* keys, uint count, ulong value, Seen* seen);
    [LibraryImport(Library)] internal static partial int peer_map_batch(int map, ulong* keys, ulong* values, uint room, Seen* seen);
    [LibraryImport(Library)] internal static partial int peer_map_walk(int map, Seen* seen);

    [LibraryImport(Library)] internal static partial ulong peer_thread_cpu();

    /// <summary>Keeps this thread on one CPU.</summary>
    internal static void Pin(int cpu)
    {
        if (peer_pin(cpu) != 0)
            throw new BenchmarkException($"this thread cannot be kept on CPU {cpu}");
    }

    [LibraryImport(Library)] private static partial int peer_pin(int cpu);

    private static nint Load()
    {
        string? path = Environment.GetEnvironmentVariable("SHARPBPF_PEER");
        return path is null
            ? throw new BenchmarkException("SHARPBPF_PEER does not say where the C library is: start this with benchmarks/run.sh, which builds it.")
            : NativeLibrary.Load(path);
    }
}
