// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace SharpBpf.Generator.Benchmarks;

/// <summary>The manifest of a tool that is far larger than any: its structs have all that structs have.</summary>
internal static class BigManifest
{
    private static readonly string[] _subjects =
        ["tcp", "udp", "unix_socket", "file", "task", "irq", "page_fault", "cgroup", "sched", "net_device", "bio", "inode", "dentry", "key", "signal", "futex", "timer", "vma", "namespace", "io_uring"];

    private static readonly string[] _kinds = ["event", "key", "value", "stats", "entry", "state_change", "latency", "args", "error", "header"];

    public static string Make(int structs, string changedField = "ts")
    {
        StringBuilder text = new("sharpbpf-manifest 1\nsource big.bpf.c\nlicense GPL\nendian little\n\n");
        text.Append(CultureInfo.InvariantCulture, $"map events\n  type ringbuf\n  max_entries 4096\n  flags 0\n  value 128 struct {Name(0)}\n");
        text.Append("section .rodata 4\n  variable target_pid 0 4 const volatile typedef __u32 int unsigned_int 4 unsigned\n\n");
        for (int i = 0; i < structs; i++)
        {
            string field = i == structs / 2 ? changedField : "ts";
            string next = i + 1 < structs ? $"ptr struct {Name(i + 1)}" : "ptr void";
            text.Append(CultureInfo.InvariantCulture, $"""
                struct {Name(i)} 128
                  field 0 {field} typedef __u64 int unsigned_long_long 8 unsigned
                  field 64 pid typedef __u32 int unsigned_int 4 unsigned
                  field 96 result typedef __s32 int int 4 signed
                  field 128 comm array 16 int char 1 char
                  field 256 next {next}
                  field 320:3 mode typedef __u32 int unsigned_int 4 unsigned
                  field 323:29 rest typedef __u32 int unsigned_int 4 unsigned
                  field 352 kind enum e{i % 20:00}
                  field 384 values array 4 typedef __u64 int unsigned_long_long 8 unsigned
                  field 640 names array 2 array 8 int char 1 char
                  field 768 - union {Name(i)}.$10
                  field 832 point struct {Name(i)}.point
                  field 896 ratio float double 8
                  field 960 data array 0 typedef __u8 int unsigned_char 1 unsigned
                union {Name(i)}.$10 8
                  field 0 word typedef __u64 int unsigned_long_long 8 unsigned
                  field 0 bytes array 8 typedef __u8 int unsigned_char 1 unsigned
                struct {Name(i)}.point 8
                  field 0 x int int 4 signed
                  field 32 y int int 4 signed

                """);
        }

        for (int i = 0; i < 20; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"enum e{i:00} 4 unsigned\n");
            for (int j = 0; j < 12; j++)
                text.Append(CultureInfo.InvariantCulture, $"  value E{i:00}_KIND_{j} {j}\n");
        }

        return text.Replace("\r", "").ToString();
    }

    // Names as different as those of a real tool, and as long.
    private static string Name(int i)
        => _subjects[i % _subjects.Length] + "_" + _kinds[i / _subjects.Length % _kinds.Length] + (i < _subjects.Length * _kinds.Length ? "" : $"_{i / (_subjects.Length * _kinds.Length) + 1}");
}
