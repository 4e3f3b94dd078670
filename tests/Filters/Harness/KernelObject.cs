// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Filters.Tests.Harness;

/// <summary>An object in the kernel, by way of libbpf's C functions and nothing of ours.</summary>
internal sealed unsafe partial class KernelObject : IDisposable
{
    private const string Library = "libbpf.so.1";
    private const int LogSize = 1 << 24;

    private readonly nint _object;

    /// <summary>Opens it, gives .rodata its initial value, and loads it.</summary>
    public KernelObject(ReadOnlySpan<byte> image, ReadOnlySpan<byte> readOnlyData)
    {
        libbpf_set_print(0);
        byte[] log = GC.AllocateArray<byte>(LogSize, pinned: true);
        OpenOptions open = new() { Size = (nuint)sizeof(OpenOptions), Log = Marshal.UnsafeAddrOfPinnedArrayElement(log, 0), LogSize = LogSize };
        fixed (byte* bytes = image)
            _object = bpf_object__open_mem((nint)bytes, (nuint)image.Length, ref open);

        Assert.True(_object != 0, "libbpf cannot open the object");
        for (nint map = bpf_object__next_map(_object, 0); map != 0 && !readOnlyData.IsEmpty; map = bpf_object__next_map(_object, map))
        {
            if (Marshal.PtrToStringUTF8(bpf_map__name(map))!.EndsWith(".rodata", StringComparison.Ordinal))
            {
                fixed (byte* data = readOnlyData)
                    Assert.Equal(0, bpf_map__set_initial_value(map, (nint)data, (nuint)readOnlyData.Length));
            }
        }

        int error = bpf_object__load(_object);
        if (error != 0)
            throw new InvalidOperationException($"the kernel refuses the object: {error}\n{End(log)}");
    }

    // What the verifier said last: what it refuses, and how it came there.
    private static string End(byte[] log)
    {
        int length = Array.IndexOf(log, (byte)0);
        return System.Text.Encoding.UTF8.GetString(log, Math.Max(0, length - 6000), Math.Min(length, 6000));
    }

    public int Map(string name)
    {
        int fd = bpf_object__find_map_fd_by_name(_object, name);
        Assert.True(fd >= 0, name);
        return fd;
    }

    public static void Update(int map, uint key, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
            Assert.Equal(0, bpf_map_update_elem(map, (nint)(&key), (nint)bytes, 0));
    }

    public static void Lookup(int map, uint key, Span<byte> value)
    {
        fixed (byte* bytes = value)
            Assert.Equal(0, bpf_map_lookup_elem(map, (nint)(&key), (nint)bytes));
    }

    /// <summary>BPF_PROG_TEST_RUN, so many times.</summary>
    public void Run(string program, int times)
    {
        nint found = bpf_object__find_program_by_name(_object, program);
        Assert.True(found != 0, program);
        byte* packet = stackalloc byte[64];
        new Span<byte>(packet, 64).Clear();
        TestRunOptions options = new() { Size = (nuint)sizeof(TestRunOptions), DataIn = (nint)packet, DataSizeIn = 64, Repeat = times };
        Assert.Equal(0, bpf_prog_test_run_opts(bpf_program__fd(found), ref options));
    }

    public void Dispose() => bpf_object__close(_object);

    /// <summary>struct bpf_object_open_opts of libbpf 1.1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenOptions
    {
        public nuint Size;
        public nint Name;
        public nint RelaxedMaps;
        public nint PinRootPath;
        public nint Reserved;
        public nint Kconfig;
        public nint CustomBtf;
        public nint Log;
        public nuint LogSize;
        public nuint LogLevel;
    }

    /// <summary>struct bpf_test_run_opts of libbpf 1.1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TestRunOptions
    {
        public nuint Size;
        public nint DataIn;
        public nint DataOut;
        public uint DataSizeIn;
        public uint DataSizeOut;
        public nint ContextIn;
        public nint ContextOut;
        public uint ContextSizeIn;
        public uint ContextSizeOut;
        public uint ReturnValue;
        public int Repeat;
        public uint Duration;
        public uint Flags;
        public uint Cpu;
        public uint BatchSize;
    }

    [LibraryImport(Library)]
    private static partial nint libbpf_set_print(nint function);

    [LibraryImport(Library)]
    private static partial nint bpf_object__open_mem(nint bytes, nuint size, ref OpenOptions options);

    [LibraryImport(Library)]
    private static partial int bpf_object__load(nint bpf);

    [LibraryImport(Library)]
    private static partial void bpf_object__close(nint bpf);

    [LibraryImport(Library)]
    private static partial nint bpf_object__next_map(nint bpf, nint map);

    [LibraryImport(Library)]
    private static partial nint bpf_map__name(nint map);

    [LibraryImport(Library)]
    private static partial int bpf_map__set_initial_value(nint map, nint data, nuint size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int bpf_object__find_map_fd_by_name(nint bpf, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint bpf_object__find_program_by_name(nint bpf, string name);

    [LibraryImport(Library)]
    private static partial int bpf_program__fd(nint program);

    [LibraryImport(Library)]
    private static partial int bpf_map_update_elem(int map, nint key, nint value, ulong flags);

    [LibraryImport(Library)]
    private static partial int bpf_map_lookup_elem(int map, nint key, nint value);

    [LibraryImport(Library)]
    private static partial int bpf_prog_test_run_opts(int program, ref TestRunOptions options);
}
