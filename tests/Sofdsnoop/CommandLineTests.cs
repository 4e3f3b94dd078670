// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;

namespace Sofdsnoop.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Old_habits_work()
    {
        var options = Trace("-Tp", "123", "-d", "5");
        Assert.True(options.Timestamp);
        Assert.Equal(123u, options.Pid);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Duration);
        Assert.Equal(OutputFormat.Table, options.Format);

        Assert.Equal(181u, Trace("-p181").Pid);
        Assert.Equal(181u, Trace("--pid=181").Pid);
        Assert.Equal(123u, Trace("-t", "123").Tid);
        Assert.Equal("main", System.Text.Encoding.UTF8.GetString(Trace("-n", "main").Name.KernelWord.Span));
        Assert.Equal((1u, 2u), (Trace("-p", "1", "-t", "2").Pid, Trace("-p", "1", "-t", "2").Tid));
    }

    [Fact]
    public void Nothing_asked_for_is_everything_shown()
    {
        var options = Trace();
        Assert.Equal(new TraceOptions(), options);
        Assert.Equal(8u << 20, options.BufferSize);
        Assert.Null(options.Duration);
    }

    [Fact]
    public void The_last_of_two_counts() => Assert.Equal(2u, Trace("-p", "1", "-p", "2").Pid);

    [Theory]
    [InlineData("0.25", 0.25)]
    [InlineData(".5", 0.5)]
    [InlineData("9999999", 9999999)]
    [InlineData("1000000000", 1e9)]
    [InlineData("0.001", 0.001)]
    public void Durations_may_have_a_fraction(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Trace("-d", text).Duration);

    [Theory]
    [InlineData("64K", 64 << 10)]
    [InlineData("65536", 64 << 10)]
    [InlineData("3M", 4 << 20)]
    [InlineData("16m", 16 << 20)]
    [InlineData("1G", 1 << 30)]
    public void Buffer_sizes_are_rounded_up_to_a_power_of_two(string text, uint bytes) =>
        Assert.Equal(bytes, Trace("--buffer-size", text).BufferSize);

    [Fact]
    public void The_other_options_are_read()
    {
        var options = Trace("--format", "json", "--failed", "--verbose", "--hook", "raw", "--timestamp");
        Assert.Equal(
            new TraceOptions { Format = OutputFormat.Json, Failed = true, Verbose = true, Hook = HookKind.Raw, Timestamp = true },
            options);
        Assert.Equal(OutputFormat.Wide, Trace("--format=wide").Format);
    }

    [Theory]
    [InlineData("/run/a b", "/run/a b")]
    [InlineData("@bus", "\0bus")]
    [InlineData(@"\x40x\\\n", "@x\\\n")]
    [InlineData("@@é", "\0@é")]
    public void Sockets_are_named_as_the_tables_show_them(string text, string name) =>
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(name), Trace("--socket", text).Socket.ToArray());

    [Fact]
    public void Filters_are_read()
    {
        var options = Trace("--uid", "0", "--kind", "eventfd", "--all-paths", "--buffer", "perf", "--in-flight");
        Assert.Equal((0u, "eventfd", true, BufferKind.Perf, true), (options.Uid, options.Kind?.Word, options.AllPaths, options.Buffer, options.InFlight));
        Assert.Equal(0u, Trace("--uid", "root").Uid);
        Assert.StartsWith("--kind can be file, dir, socket, ", Assert.IsType<Invocation.Wrong>(Parse("--kind", "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cgroup_tree_is_found_among_the_mounts()
    {
        const string Mounts = """
            22 28 0:21 / /proc rw,relatime - proc proc rw
            30 28 0:26 / /sys/fs/cgroup/cpu rw master:9 - cgroup cgroup rw,cpu
            31 28 0:27 / /mnt/a\040b rw,nosuid shared:4 master:9 - cgroup2 nodev rw
            """;
        Assert.Equal("/mnt/a b", CgroupTree.Find(Mounts));
        Assert.Null(CgroupTree.Find("22 28 0:21 / /cgroup2 rw - proc cgroup2 rw\n"));
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("demo", "--help")]
    [InlineData("-p", "abc", "-h")]
    public void Help_is_given_whatever_else_is_said(params string[] args) => Assert.IsType<Invocation.Help>(Parse(args));

    [Fact]
    public void Version_and_demo_are_commands()
    {
        Assert.IsType<Invocation.Version>(Parse("--version"));
        var demo = Assert.IsType<Invocation.Demo>(Parse("demo", "-T", "--format", "json"));
        Assert.Equal(new TraceOptions { Timestamp = true, Format = OutputFormat.Json }, demo.Options);
    }

    [Theory]
    [InlineData("--pid needs a process id from 1 to 4194304, not 'abc'", "-p", "abc")]
    [InlineData("--pid needs a process id from 1 to 4194304, not '0'", "-p", "0")]
    [InlineData("--pid needs a process id from 1 to 4194304, not '-5'", "-p", "-5")]
    [InlineData("--pid needs a process id from 1 to 4194304, not '4194305'", "-p", "4194305")]
    [InlineData("--pid needs a process id from 1 to 4194304, not '99999999999999999999'", "-p", "99999999999999999999")]
    [InlineData("--pid needs a process id from 1 to 4194304, not ''", "--pid", "")]
    [InlineData("--tid needs a thread id from 1 to 4194304, not '1e3'", "-t", "1e3")]
    [InlineData("--pid needs a value", "-p")]
    [InlineData("--duration needs a value", "-T", "-d")]
    [InlineData("--duration needs seconds from 0.001 to 1000000000, like 5 or 0.5, not '0'", "-d", "0")]
    [InlineData("--duration needs seconds from 0.001 to 1000000000, like 5 or 0.5, not 'nan'", "-d", "nan")]
    [InlineData("--duration needs seconds from 0.001 to 1000000000, like 5 or 0.5, not '1e5'", "-d", "1e5")]
    [InlineData("--duration needs seconds from 0.001 to 1000000000, like 5 or 0.5, not '1000000001'", "-d", "1000000001")]
    [InlineData("--format can be table, wide or json, not 'xml'", "--format", "xml")]
    [InlineData("--hook can be auto, fentry, kprobe, tracepoint or raw, not 'uprobe'", "--hook", "uprobe")]
    [InlineData("--buffer-size needs a size from 64K to 1G, like 16M, not '63K'", "--buffer-size", "63K")]
    [InlineData("--buffer-size needs a size from 64K to 1G, like 16M, not '2G'", "--buffer-size", "2G")]
    [InlineData("--buffer-size needs a size from 64K to 1G, like 16M, not 'M'", "--buffer-size", "M")]
    [InlineData("--buffer-size needs a size from 64K to 1G, like 16M, not '4294967295G'", "--buffer-size", "4294967295G")]
    [InlineData("there is no option '--foo'", "--foo")]
    [InlineData("there is no option '-Z'", "-Z")]
    [InlineData("--uid needs a user's number or name, not '-1'", "--uid", "-1")]
    [InlineData("--uid needs a user's number or name, not '4294967295'", "--uid", "4294967295")]
    [InlineData("--uid needs a user's number or name, not 'no such user'", "--uid", "no such user")]
    [InlineData("--uid needs a user's number or name, not ''", "--uid", "")]
    [InlineData("--cgroup needs a directory of the cgroup v2 tree, as its path or from the tree's root, not '/tmp'", "--cgroup", "/tmp")]
    [InlineData("--cgroup needs a directory of the cgroup v2 tree, as its path or from the tree's root, not ''", "--cgroup", "")]
    [InlineData("--buffer can be ring or perf, not 'Ring'", "--buffer", "Ring")]
    [InlineData("--socket needs the path of a unix socket, or @ and an abstract name, of at most 108 bytes, not ''", "--socket", "")]
    [InlineData("--socket needs the path of a unix socket, or @ and an abstract name, of at most 108 bytes, not '@'", "--socket", "@")]
    [InlineData(@"--socket needs the path of a unix socket, or @ and an abstract name, of at most 108 bytes, not '/a\\x4'", "--socket", @"/a\x4")]
    [InlineData("demo traces its own processes until they are done: leave --kind out", "demo", "--kind", "file")]
    [InlineData("doctor takes no options: leave --pid out", "doctor", "-p", "1")]
    [InlineData("completions needs the name of a shell: bash, zsh, fish", "completions")]
    [InlineData("completions needs the name of a shell: bash, zsh, fish", "completions", "tcsh")]
    [InlineData("completions needs the name of a shell: bash, zsh, fish", "completions", "bash", "zsh")]
    [InlineData("'-TX' is no option, or one that takes no value", "-TX")]
    [InlineData("'--failed=no' is no option, or one that takes no value", "--failed=no")]
    [InlineData("there is no command 'dmeo': there are demo, doctor and completions", "dmeo")]
    [InlineData("there is no command '': there are demo, doctor and completions", "")]
    [InlineData("there is no command '@file': there are demo, doctor and completions", "@file")]
    [InlineData("there is no command '[suggest]': there are demo, doctor and completions", "[suggest]")]
    [InlineData("demo traces its own processes until they are done: leave --pid out", "demo", "-p", "1")]
    [InlineData("demo traces its own processes until they are done: leave --failed out", "--failed", "demo")]
    [InlineData(@"--pid needs a process id from 1 to 4194304, not '\x1b[31m\n'", "-p", "\u001b[31m\n")]
    public void A_wrong_command_line_is_told_what_would_be_right(string message, params string[] args) =>
        Assert.Equal(message, Assert.IsType<Invocation.Wrong>(Parse(args)).Message);

    private static TraceOptions Trace(params string[] args) => Assert.IsType<Invocation.Trace>(Parse(args)).Options;

    private static Invocation Parse(params string[] args) => new CommandLineParser().Parse(args);
}
