// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>What CAP_BPF is enough for. Needs root, of which it gives up the rest.</summary>
public sealed class CapabilityKernelTests
{
    private const string AsksForType = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_core_read.h>
        struct no_such_struct { int number; } __attribute__((preserve_access_index));
        SEC("socket") int known(struct __sk_buff *skb) { return bpf_core_type_exists(struct no_such_struct) ? 1 : 2; }
        char LICENSE[] SEC("license") = "GPL";
        """;

    private const string AsksForFunction = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        extern int no_such_function(int) __ksym __weak;
        SEC("socket") int known(struct __sk_buff *skb) { return no_such_function ? 1 : 2; }
        char LICENSE[] SEC("license") = "GPL";
        """;

    /// <summary>libbpf looks for both in the BTF of modules, which takes CAP_SYS_ADMIN.</summary>
    [Theory]
    [InlineData(AsksForType)]
    [InlineData(AsksForFunction)]
    public void What_the_kernel_lacks_is_absent_and_no_failure(string source)
    {
        byte[] file = Clang.Compile(source);
        Unprivileged.WithOnlyCapBpf(() =>
        {
            using BpfObjectFile bpf = BpfObjectFile.FromBytes(file, "asks");
            bpf.Load();
            Assert.Equal(2u, bpf.Program("known").TestRun(new TestRunOptions { Data = new byte[64] }).ReturnValue);
        });
    }
}
