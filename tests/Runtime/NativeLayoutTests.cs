// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf.Runtime.Tests;

/// <summary>The structs that cross to libbpf and the kernel are where the C compiler says they are.</summary>
public sealed class NativeLayoutTests
{
    private static readonly (string C, string[] Fields, int Size, int[] Offsets)[] s_structs =
    [
        Row<BpfObjectOpenOpts>("bpf_object_open_opts", ("object_name", "ObjectName"), ("pin_root_path", "PinRootPath"), ("kconfig", "Kconfig"), ("btf_custom_path", "BtfCustomPath")),
        Row<BpfMapBatchOpts>("bpf_map_batch_opts", ("elem_flags", "ElementFlags"), ("flags", "Flags")),
        Row<BpfMapCreateOpts>("bpf_map_create_opts", ("inner_map_fd", "InnerMapFd"), ("map_flags", "MapFlags")),
        Row<BpfMapInfo>("bpf_map_info", ("name", "Name"), ("btf_id", "BtfId"), ("btf_value_type_id", "BtfValueTypeId"), ("map_extra", "MapExtra")),
        Row<BpfKprobeOpts>("bpf_kprobe_opts", ("bpf_cookie", "Cookie"), ("offset", "Offset"), ("retprobe", "IsReturn")),
        Row<BpfKprobeMultiOpts>("bpf_kprobe_multi_opts", ("syms", "Symbols"), ("cookies", "Cookies"), ("cnt", "Count"), ("retprobe", "IsReturn")),
        Row<BpfKsyscallOpts>("bpf_ksyscall_opts", ("bpf_cookie", "Cookie"), ("retprobe", "IsReturn")),
        Row<BpfUprobeOpts>("bpf_uprobe_opts", ("ref_ctr_offset", "ReferenceCounterOffset"), ("bpf_cookie", "Cookie"), ("retprobe", "IsReturn"), ("func_name", "Function")),
        Row<BpfCookieOpts>("bpf_tracepoint_opts", ("bpf_cookie", "Cookie")),
        Row<BpfCookieOpts>("bpf_usdt_opts", ("usdt_cookie", "Cookie")),
        Row<BpfCookieOpts>("bpf_trace_opts", ("cookie", "Cookie")),
        Row<BpfCookieOpts>("bpf_perf_event_opts", ("bpf_cookie", "Cookie")),
        Row<BpfIterAttachOpts>("bpf_iter_attach_opts", ("link_info", "LinkInfo"), ("link_info_len", "LinkInfoLength")),
        Row<BpfTcHook>("bpf_tc_hook", ("ifindex", "Interface"), ("attach_point", "AttachPoint"), ("parent", "Parent")),
        Row<BpfTcOpts>("bpf_tc_opts", ("prog_fd", "Program"), ("flags", "Flags"), ("prog_id", "ProgramId"), ("handle", "Handle"), ("priority", "Priority")),
        Row<BpfTestRunOpts>("bpf_test_run_opts", ("data_out", "DataOut"), ("ctx_in", "ContextIn"), ("retval", "ReturnValue"), ("repeat", "Repeat"), ("batch_size", "BatchSize")),
        Row<BpfProgLoadOpts>("bpf_prog_load_opts", ("expected_attach_type", "ExpectedAttachType"), ("log_level", "LogLevel"), ("log_size", "LogSize"), ("log_buf", "LogBuffer")),
    ];

    private static (string, string[], int, int[]) Row<T>(string c, params (string C, string Field)[] fields) where T : unmanaged =>
        (c, [.. fields.Select(static f => f.C)], Unsafe.SizeOf<T>(), [.. fields.Select(static f => (int)Marshal.OffsetOf<T>(f.Field))]);

    [Fact]
    public void Sizes_and_offsets_are_those_of_C()
    {
        string lines = string.Concat(s_structs.Select(static s =>
            $"\tprintf(\"{s.C} %zu{string.Concat(Enumerable.Repeat(" %zu", s.Fields.Length))}\\n\", sizeof(struct {s.C})"
            + string.Concat(s.Fields.Select(f => $", offsetof(struct {s.C}, {f})")) + ");\n"));
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sharpbpf-test-");
        try
        {
            string source = Path.Combine(directory.FullName, "layout.c");
            string program = Path.Combine(directory.FullName, "layout");
            File.WriteAllText(source, $"#include <stdio.h>\n#include <stddef.h>\n#include <bpf/bpf.h>\n#include <bpf/libbpf.h>\nint main(void)\n{{\n{lines}}}\n");
            Clang.Run("gcc", source, "-o", program);
            string expected = Clang.Run(program);
            // A newer header may have added fields at the end; libbpf takes the shorter struct by its size.
            string[] theirs = expected.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(s_structs.Length, theirs.Length);
            foreach (((string c, _, int size, int[] offsets), string line) in s_structs.Zip(theirs))
            {
                string[] words = line.Split(' ');
                Assert.True(size <= int.Parse(words[1]), $"{c} has {words[1]} bytes in C, {size} here");
                Assert.Equal($"{c}: {string.Join(' ', words[2..])}", $"{c}: {string.Join(' ', offsets)}");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
