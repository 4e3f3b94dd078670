// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>BPF C with one fault each.</summary>
internal static class ErrorSources
{
    private const string Head = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_core_read.h>
        char LICENSE[] SEC("license") = "GPL";
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, __u32); __type(value, __u64); } numbers SEC(".maps");

        """;

    internal static byte[] Compile(string body, params string[] arguments) => Clang.Compile(Head + body, arguments);

    internal const string Valid = """
        SEC("raw_tp/sys_enter") int fine(void *ctx) { return 0; }
        """;

    internal const string EndlessLoop = """
        SEC("raw_tp/sys_enter") int endless(struct bpf_raw_tracepoint_args *ctx)
        {
            volatile __u64 n = ctx->args[0];
            while (n != 1)
                n += 2;
            return 0;
        }
        """;

    internal const string OutOfBounds = """
        SEC("raw_tp/sys_enter") int beyond(struct bpf_raw_tracepoint_args *ctx)
        {
            __u32 zero = 0;
            __u64 *value = bpf_map_lookup_elem(&numbers, &zero);
            return value ? value[ctx->args[1] & 7] : 0;
        }
        """;

    internal const string NullPointer = """
        SEC("raw_tp/sys_enter") int unchecked(struct bpf_raw_tracepoint_args *ctx)
        {
            __u32 key = ctx->args[1];
            __u64 *value = bpf_map_lookup_elem(&numbers, &key);
            return *value;
        }
        """;

    // Programs with CAP_PERFMON may read what they did not write, since Linux 6.3; others may not.
    internal const string UninitialisedStack = """
        SEC("socket") int unset(struct __sk_buff *ctx)
        {
            __u64 buffer[2];
            asm volatile("" : : "r"(buffer));
            return bpf_map_update_elem(&numbers, &buffer[0], &buffer[1], 0);
        }
        """;

    internal const string UninitialisedRegister = """
        SEC("raw_tp/sys_enter") int garbage(void *ctx)
        {
            int x;
            asm volatile("%0 = r8" : "=r"(x));
            return x;
        }
        """;

    internal const string Leak = """
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
        SEC("raw_tp/sys_enter") int leaky(struct bpf_raw_tracepoint_args *ctx)
        {
            __u64 *e = bpf_ringbuf_reserve(&ring, 8, 0);
            if (!e || ctx->args[1] == 1)
                return 0;
            bpf_ringbuf_submit(e, 0);
            return 0;
        }
        """;

    internal const string NoSuchContext = """
        SEC("xdp") int context(struct xdp_md *ctx) { return *(__u32 *)((char *)ctx + 200); }
        """;

    internal const string BadHelper = """
        SEC("raw_tp/sys_enter") int wrong_helper(void *ctx)
        {
            return bpf_xdp_adjust_head(ctx, 4);
        }
        """;

    internal const string UnknownHelper = """
        static long (*bpf_nonsense)(void *) = (void *)4000;
        SEC("raw_tp/sys_enter") int no_helper(void *ctx) { return bpf_nonsense(ctx); }
        """;

    internal const string BadPointer = """
        SEC("raw_tp/sys_enter") int wild(struct bpf_raw_tracepoint_args *ctx) { return *(__u32 *)ctx->args[0]; }
        """;

    internal const string NotGpl = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        char LICENSE[] SEC("license") = "Proprietary";
        SEC("raw_tp/sys_enter") int closed(void *ctx) { char b[8]; return bpf_probe_read_kernel(b, 8, ctx); }
        """;

    internal const string UnknownSection = """
        SEC("nonsense/here") int lost(void *ctx) { return 0; }
        """;

    internal const string Fentry = """
        SEC("fentry/do_unlinkat") int watcher(void *ctx) { return 0; }
        """;

    internal const string FentryNowhere = """
        SEC("fentry/no_such_function") int watcher(void *ctx) { return 0; }
        """;

    internal const string Core = """
        struct task_struct { int pid; int no_such_field; } __attribute__((preserve_access_index));
        SEC("raw_tp/sys_enter") int core(void *ctx)
        {
            struct task_struct *t = (void *)bpf_get_current_task();
            return BPF_CORE_READ(t, pid);
        }
        """;

    internal const string CoreMissingField = """
        struct task_struct { int pid; int no_such_field; } __attribute__((preserve_access_index));
        SEC("raw_tp/sys_enter") int core(void *ctx)
        {
            struct task_struct *t = (void *)bpf_get_current_task();
            return BPF_CORE_READ(t, no_such_field);
        }
        """;

    internal const string MissingKfunc = """
        extern int no_such_kfunc(int) __ksym;
        SEC("raw_tp/sys_enter") int caller(void *ctx) { return no_such_kfunc(1); }
        """;

    internal const string MissingConfig = """
        extern int CONFIG_NO_SUCH_OPTION __kconfig;
        SEC("raw_tp/sys_enter") int config(void *ctx) { return CONFIG_NO_SUCH_OPTION; }
        """;

    internal const string NoEntries = """
        struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, __u64); } empty SEC(".maps");
        """;

    internal const string HugeValue = """
        struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 0x7fffffff); } huge SEC(".maps");
        """;

    internal const string UsesMap = """
        SEC("raw_tp/sys_enter") int user(void *ctx)
        {
            __u32 zero = 0;
            return bpf_map_lookup_elem(&numbers, &zero) != 0;
        }
        """;

    internal const string Probes = """
        SEC("kprobe") int on_probe(void *ctx) { return 0; }
        SEC("uprobe") int on_uprobe(void *ctx) { return 0; }
        SEC("tracepoint") int on_point(void *ctx) { return 0; }
        SEC("raw_tp") int on_raw(void *ctx) { return 0; }
        SEC("xdp") int on_packet(void *ctx) { return 2; }
        SEC("cgroup/sock_create") int on_sock(void *ctx) { return 1; }
        SEC("perf_event") int on_sample(void *ctx) { return 0; }
        """;
}
