// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>Which hook is taken, and what is said of the others.</summary>
public sealed class HookTests
{
    private const string Everything = "fentry kprobe tracepoint raw";

    // each program of the kernel side, and all that an option leaves out otherwise
    private static readonly string[] AllCode = ["--all-paths", "--failed", "--kind", "file", "--socket", "@none", "--cgroup", "/", "-n", "none"];

    public static TheoryData<string, string, bool> Hooks
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (string hook in Everything.Split(' '))
            {
                data.Add(hook, "ring", false);
                data.Add(hook, "ring", true);
                data.Add(hook, "perf", true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task A_forced_hook_is_taken_or_it_is_said_why_it_cannot_be_had(string hook, string buffer, bool withAllCode)
    {
        ToolOutput output = await Tool.RunAsync(
            Tool.Program, ["--hook", hook, "--buffer", buffer, "--verbose", "-p", "1", "-d", "0.2", .. withAllCode ? AllCode : []]);

        if (IsThere(hook) ?? output.ExitCode == 0)
        {
            Assert.True(output.ExitCode == 0, output.Error);
            Assert.Contains($"attached: {hook}, {buffer} 8 MiB\n", output.Error);
        }
        else
        {
            Assert.Equal(1, output.ExitCode);
            Assert.StartsWith($"sofdsnoop: the hook '{hook}' cannot be had: ", output.Error);
            Assert.Contains("sofdsnoop doctor", output.Error);
        }
    }

    [Fact]
    public async Task By_itself_it_takes_the_first_that_the_doctor_finds_and_says_what_spoke_against_the_better_ones()
    {
        ToolOutput doctor = await Tool.RunAsync(Tool.Program, "doctor");
        string[] found = [.. Everything.Split(' ').Where(hook => doctor.TextLines.Contains($"ok  hook {hook}"))];
        ToolOutput output = await Tool.RunAsync(Tool.Program, "--verbose", "-p", "1", "-d", "0.2");

        Assert.Contains("raw", found);
        Assert.Contains($"attached: {found[0]}, ring 8 MiB\n", output.Error);
        IEnumerable<string> better = Everything.Split(' ').TakeWhile(hook => hook != found[0]);
        IEnumerable<string> reasons = better.Select(hook => Assert.Single(doctor.TextLines, line => line.StartsWith($"-   hook {hook}: ", StringComparison.Ordinal))
            .Replace($"-   hook {hook}: ", $"sofdsnoop: not with {hook}: ", StringComparison.Ordinal));
        Assert.Equal(reasons, output.Error.Split('\n').TakeWhile(line => line.StartsWith("sofdsnoop: not with ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_programs_of_the_hook_are_loaded()
    {
        await using Worker worker = Worker.Start();
        await using Tool tool = await Tool.AttachJsonAsync(worker);
        IReadOnlyList<string> programs = await tool.ProgramNamesAsync();
        await tool.StopAsync();

        // the kernel keeps 15 characters
        string[] begin = tool.Hook switch
        {
            "fentry" => ["on_fentry_", "on_fexit_"],
            "kprobe" => ["on_kprobe_", "on_kretprobe_"],
            "tracepoint" => ["on_tracepoint_"],
            _ => ["on_sys_"],
        };
        string[] all = ["on_fentry_", "on_fexit_", "on_kprobe_", "on_kretprobe_", "on_tracepoint_", "on_sys_"];
        foreach (string each in all)
            Assert.Equal(begin.Contains(each), programs.Any(name => name.StartsWith(each, StringComparison.Ordinal)));
        Assert.DoesNotContain(programs, name => name.StartsWith("on_other_", StringComparison.Ordinal));
    }

    /// <summary>Whether the kernel has it, by what it shows in its file systems; null where it shows nothing.</summary>
    private static bool? IsThere(string hook) => hook switch
    {
        "kprobe" => Directory.Exists("/sys/bus/event_source/devices/kprobe"),
        "tracepoint" => File.Exists("/sys/kernel/tracing/events/syscalls/sys_enter_sendmsg/id"),
        "raw" => true,
        _ => null,
    };
}
