// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>doctor: a line each for what is there and what is not, and it is right about whether the tool can run.</summary>
public sealed class DoctorTests
{
    private const string Nobody = "--reuid 65534 --regid 65534 --clear-groups";

    [Fact]
    public async Task For_root_everything_needed_is_there()
    {
        ToolOutput output = await Tool.RunAsync(Tool.Program, "doctor");

        Assert.True(output.ExitCode == 0, output.Out + output.Error);
        Assert.Equal("", output.Error);
        Assert.Equal("sofdsnoop can run here.", output.TextLines[^1]);
        Findings(output);
        Assert.Contains($"ok  Linux {(await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", TestContext.Current.CancellationToken)).Trim()}", output.TextLines);
        Assert.Contains(output.TextLines, line => line.StartsWith("ok  ring buffers", StringComparison.Ordinal));
        Assert.Contains(output.TextLines, line => line.StartsWith("ok  perf buffers", StringComparison.Ordinal));
        // what is told of this machine is what it says itself
        Assert.Equal(Directory.Exists("/sys/kernel/tracing/events/syscalls"), Has(output, "hook tracepoint"));
        Assert.True(Has(output, "hook raw"));
        Assert.Equal(File.ReadAllText("/proc/self/mountinfo").Contains(" - cgroup2 ", StringComparison.Ordinal), Has(output, "the cgroup v2 tree"));
    }

    [Fact]
    public async Task To_a_user_without_rights_it_says_what_to_do()
    {
        ToolOutput output = await AsUserAsync("", "doctor");

        Assert.Equal(1, output.ExitCode);
        Assert.Equal("sofdsnoop cannot run here: see the lines that begin with NO.", output.TextLines[^1]);
        Findings(output);
        Assert.Contains("NO  the right to trace: run it as root, or with CAP_BPF and CAP_PERFMON", output.TextLines);
        Assert.NotEqual(0, (await AsUserAsync("", "-d", "0.1")).ExitCode);
    }

    [Fact]
    public async Task Two_capabilities_are_enough()
    {
        // and a third where what BPF takes is locked memory
        string names = KernelFeature.OwnAccounting.IsHere ? "+bpf,+perfmon" : "+bpf,+perfmon,+sys_resource";
        string capabilities = $"--inh-caps={names} --ambient-caps={names}";
        ToolOutput output = await AsUserAsync(capabilities, "doctor");

        Assert.True(output.ExitCode == 0, output.Out + output.Error);
        Assert.Contains("ok  CAP_BPF and CAP_PERFMON", output.TextLines);
        Findings(output);
        // Debian's kernel has a level of its own at which the ring of a CPU is for CAP_SYS_ADMIN alone.
        bool hasPerf = Has(output, "perf buffers");
        Assert.True(hasPerf || int.Parse(await File.ReadAllTextAsync("/proc/sys/kernel/perf_event_paranoid", TestContext.Current.CancellationToken)) > 2, output.Out);
        foreach (string buffer in hasPerf ? new[] { "ring", "perf" } : ["ring"])
        {
            await using Worker worker = Worker.Start();
            ToolOutput traced = await AsUserAsync(capabilities, "-p", worker.PidText, "-d", "0.2", "--buffer", buffer);
            Assert.True(traced.ExitCode == 0, traced.Error);
            Assert.Equal(new Summary(0, 0, 0), Summary.Of(traced));
        }
    }

    [Fact]
    public async Task Who_may_not_raise_the_limit_on_locked_memory_is_told_so()
    {
        ToolOutput output = await AsUserAsync("--inh-caps=+bpf,+perfmon --ambient-caps=+bpf,+perfmon", "doctor");

        Assert.Equal(KernelFeature.OwnAccounting.IsHere, Has(output, "no limit on locked memory for BPF"));
        Assert.Equal(KernelFeature.OwnAccounting.IsHere ? 0 : 1, output.ExitCode);
        if (!KernelFeature.OwnAccounting.IsHere)
            Assert.Matches(@"(?m)^-   no limit on locked memory for BPF: it is \d+ bytes, which this user may not raise; add CAP_SYS_RESOURCE", output.Out);
    }

    private static async Task<ToolOutput> AsUserAsync(string rights, params string[] arguments)
    {
        // a copy, since the repository may be where others cannot go
        using var folder = new TemporaryFolder("nobody-");
        string copy = folder.File("sofdsnoop");
        File.Copy(Tool.Program, copy);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(copy, (UnixFileMode)0b111_101_101);
        return await Tool.RunAsync("setpriv", [.. $"{Nobody} {rights}".Split(' ', StringSplitOptions.RemoveEmptyEntries), copy, .. arguments]);
    }

    /// <summary>Each line but the last is a finding: what is missing comes with advice.</summary>
    private static void Findings(ToolOutput output)
    {
        Assert.True(output.TextLines.Count > 10, output.Out);
        Assert.All(output.TextLines.SkipLast(1), line => Assert.Matches("^(ok  [^:]|(-  |NO ) [^:]+: .{10})", line));
    }

    private static bool Has(ToolOutput output, string what) =>
        Assert.Single(output.TextLines, line => line.Length > 4 && line[4..].StartsWith(what, StringComparison.Ordinal)).StartsWith("ok", StringComparison.Ordinal);
}
