// SPDX-License-Identifier: Apache-2.0
namespace Scripts.Tests;

/// <summary>
/// Real machines, whose whole way is tested: power on, a job, its status and files. They need QEMU and a kernel, so test.sh takes
/// them up only with --kernels.
/// </summary>
[Trait("Needs", "virtual machines")]
public sealed class GuestTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_job_is_root_on_the_kernel_asked_for_and_its_status_and_files_come_back()
    {
        Shell.Result result = Run(200, "-f", _scratch.Write("input", "the input"), "--", "sh", "-c",
            "id -u; uname -r; cat input; cp /proc/mounts out; ls /sys/kernel/btf/vmlinux; head -c 100000 /dev/zero > out/zeros; exit 7");

        Assert.True(result.Status == 7, result.Out + result.Error);
        Assert.Equal("0", result.Lines[0]);
        Assert.StartsWith("6.1.", result.Lines[1], StringComparison.Ordinal);
        Assert.Equal("the input/sys/kernel/btf/vmlinux", result.Lines[2]);
        string mounts = File.ReadAllText(Path.Combine(_scratch.Directory, "out", "mounts"));
        Assert.All(["/sys/kernel/tracing tracefs", "/sys/fs/bpf bpf", "/sys/fs/cgroup cgroup2", "/lib/modules ext4"],
            mounted => Assert.Contains($"{mounted} ", mounts, StringComparison.Ordinal));
        Assert.Equal(new byte[100000], File.ReadAllBytes(Path.Combine(_scratch.Directory, "out", "zeros")));
        Assert.Contains("Linux version 6.1.", File.ReadAllText(Path.Combine(_scratch.Directory, "out", "dmesg")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_does_not_end_is_ended_with_its_machine()
    {
        Shell.Result result = Run(40, "--", "sh", "-c", "echo begun; sleep 1000");

        Assert.Equal(124, result.Status);
        Assert.Equal("begun\n", result.Out);
    }

    [Fact]
    public void A_kernel_that_panics_is_a_machine_that_died()
    {
        // stty waits until what was said is on its way
        Shell.Result result = Run(200, "--", "sh", "-c", "echo begun; stty -F /dev/ttyS1 sane; echo c > /proc/sysrq-trigger");

        Assert.Equal(125, result.Status);
        Assert.Equal("begun\n", result.Out);
        Assert.Contains("sysrq triggered crash", result.Error, StringComparison.Ordinal);
    }

    private Shell.Result Run(int seconds, params string[] arguments) =>
        Shell.Run(_scratch.Directory, null, "python3", [Path.Combine(Shell.Root, "scripts", "vm"), "run", "-k", "6.1", "-t", $"{seconds}", "-o", "out", .. arguments]);
}
