// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace SharpBpf.Interop;

/// <summary>
/// Every function of libbpf that this library calls. All of them are in libbpf 1.1. Functions that return int give a
/// negative errno, those that return a pointer give null and set errno.
/// </summary>
internal static unsafe partial class LibBpf
{
    internal const string Name = "bpf";

    static LibBpf()
    {
        NativeLibraries.Initialize();
        LibBpfLog.Install();
    }

    /// <summary>Runs the static constructor: the library is found and its log is ours from here on.</summary>
    internal static void Initialize() => RuntimeHelpers.RunClassConstructor(typeof(LibBpf).TypeHandle);

    // Library
    [LibraryImport(Name)] internal static partial byte* libbpf_version_string();
    [LibraryImport(Name)] internal static partial nint libbpf_set_print(delegate* unmanaged[Cdecl]<int, byte*, nint, int> print);
    [LibraryImport(Name)] internal static partial int libbpf_num_possible_cpus();

    // Objects
    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint bpf_object__open_mem(byte* data, nuint size, BpfObjectOpenOpts* opts);
    [LibraryImport(Name)] internal static partial int bpf_object__load(nint obj);
    [LibraryImport(Name)] internal static partial void bpf_object__close(nint obj);
    [LibraryImport(Name)] internal static partial nint bpf_object__next_program(nint obj, nint program);
    [LibraryImport(Name)] internal static partial nint bpf_object__next_map(nint obj, nint map);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_map_by_name(nint obj, string name);

    // Programs
    [LibraryImport(Name)] internal static partial byte* bpf_program__name(nint program);
    [LibraryImport(Name)] internal static partial byte* bpf_program__section_name(nint program);
    [LibraryImport(Name)] internal static partial int bpf_program__type(nint program);
    [LibraryImport(Name)] internal static partial int bpf_program__fd(nint program);
    [LibraryImport(Name)] internal static partial byte bpf_program__autoload(nint program);
    [LibraryImport(Name)] internal static partial int bpf_program__set_autoload(nint program, byte autoload);
    [LibraryImport(Name)] internal static partial byte bpf_program__autoattach(nint program);
    [LibraryImport(Name)] internal static partial void bpf_program__set_autoattach(nint program, byte autoattach);

    [LibraryImport(Name)] internal static partial int bpf_program__set_type(nint program, int type);
    [LibraryImport(Name)] internal static partial int bpf_program__expected_attach_type(nint program);
    [LibraryImport(Name)] internal static partial int bpf_program__set_expected_attach_type(nint program, int type);
    [LibraryImport(Name)] internal static partial uint bpf_program__flags(nint program);
    [LibraryImport(Name)] internal static partial int bpf_program__set_flags(nint program, uint flags);
    [LibraryImport(Name)] internal static partial nuint bpf_program__insn_cnt(nint program);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_program__set_attach_target(nint program, int targetProgram, string? function);
    [LibraryImport(Name)] internal static partial int bpf_prog_test_run_opts(int program, BpfTestRunOpts* opts);

    // Maps of an object
    [LibraryImport(Name)] internal static partial byte* bpf_map__name(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__fd(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__type(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__set_type(nint map, int type);
    [LibraryImport(Name)] internal static partial uint bpf_map__max_entries(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__set_max_entries(nint map, uint maxEntries);
    [LibraryImport(Name)] internal static partial uint bpf_map__key_size(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__set_key_size(nint map, uint size);
    [LibraryImport(Name)] internal static partial uint bpf_map__value_size(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__set_value_size(nint map, uint size);
    [LibraryImport(Name)] internal static partial uint bpf_map__map_flags(nint map);
    [LibraryImport(Name)] internal static partial byte bpf_map__is_internal(nint map);
    [LibraryImport(Name)] internal static partial byte* bpf_map__initial_value(nint map, nuint* size);

    // Map elements
    [LibraryImport(Name)] internal static partial int bpf_map_lookup_elem_flags(FileDescriptor map, void* key, void* value, ulong flags);
    [LibraryImport(Name)] internal static partial int bpf_map_update_elem(FileDescriptor map, void* key, void* value, ulong flags);
    [LibraryImport(Name)] internal static partial int bpf_map_delete_elem(FileDescriptor map, void* key);
    [LibraryImport(Name)] internal static partial int bpf_map_lookup_and_delete_elem(FileDescriptor map, void* key, void* value);
    [LibraryImport(Name)] internal static partial int bpf_map_get_next_key(FileDescriptor map, void* key, void* nextKey);
    [LibraryImport(Name)] internal static partial int bpf_map_freeze(FileDescriptor map);
    [LibraryImport(Name)]
    internal static partial int bpf_map_lookup_batch(FileDescriptor map, void* cursor, void* next, void* keys, void* values, uint* count, BpfMapBatchOpts* opts);
    [LibraryImport(Name)]
    internal static partial int bpf_map_lookup_and_delete_batch(FileDescriptor map, void* cursor, void* next, void* keys, void* values, uint* count, BpfMapBatchOpts* opts);
    [LibraryImport(Name)]
    internal static partial int bpf_map_update_batch(FileDescriptor map, void* keys, void* values, uint* count, BpfMapBatchOpts* opts);
    [LibraryImport(Name)]
    internal static partial int bpf_map_delete_batch(FileDescriptor map, void* keys, uint* count, BpfMapBatchOpts* opts);

    // Maps without an object, pins, ids
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_map_create(int type, string name, uint keySize, uint valueSize, uint maxEntries, BpfMapCreateOpts* opts);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] internal static partial int bpf_obj_pin(FileDescriptor fd, string path);
    [LibraryImport(Name)] internal static partial int bpf_btf_get_next_id(uint start, uint* next);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] internal static partial int bpf_obj_get(string path);
    [LibraryImport(Name)] internal static partial int bpf_map_get_fd_by_id(uint id);
    [LibraryImport(Name)] internal static partial int bpf_obj_get_info_by_fd(FileDescriptor fd, void* info, uint* length);
    [LibraryImport(Name)] internal static partial int bpf_map__reuse_fd(nint map, FileDescriptor fd);
    [LibraryImport(Name)] internal static partial int bpf_map__set_inner_map_fd(nint map, FileDescriptor fd);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] internal static partial int bpf_map__set_pin_path(nint map, string? path);
    [LibraryImport(Name)] internal static partial byte* bpf_map__pin_path(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__set_map_flags(nint map, uint flags);
    [LibraryImport(Name)] internal static partial byte bpf_map__autocreate(nint map);
    [LibraryImport(Name)] internal static partial int bpf_map__set_autocreate(nint map, byte autocreate);

    // BTF
    [LibraryImport(Name)] internal static partial nint bpf_object__btf(nint obj);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int btf__find_by_name_kind(nint btf, string name, uint kind);
    [LibraryImport(Name)] internal static partial uint bpf_map__btf_key_type_id(nint map);
    [LibraryImport(Name)] internal static partial uint bpf_map__btf_value_type_id(nint map);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint btf__load_from_kernel_by_id(uint id);
    [LibraryImport(Name)] internal static partial void btf__free(nint btf);
    [LibraryImport(Name)] internal static partial uint* btf__type_by_id(nint btf, uint id);
    [LibraryImport(Name)] internal static partial byte* btf__name_by_offset(nint btf, uint offset);

    // Features
    [LibraryImport(Name)] internal static partial int libbpf_probe_bpf_prog_type(int type, void* opts);
    [LibraryImport(Name)] internal static partial int libbpf_probe_bpf_map_type(int type, void* opts);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_prog_load(int type, string name, string license, ulong* instructions, nuint count, BpfProgLoadOpts* opts);
}
