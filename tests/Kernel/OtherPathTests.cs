// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>--all-paths: fds that cross without a socket, told for each side under the name of the task whose fd it is.</summary>
public class OtherPathTests : BufferTests
{
    [Fact]
    public async Task Pidfd_getfd_takes_an_fd_that_nobody_sends()
    {
        await using WayProgram program = await WayProgram.StartAsync("getfd", "taken");
        await using Tool tool = await AttachAsync("--all-paths", "--format", "json", "-p", program.PidText);
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await tool.StopAsync();

        Compare(facts, output);
        JsonLine line = Assert.Single(output.Lines);
        Assert.Equal(("recv", "pidfd_getfd", null), (line.Action, line.Via, line.From));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("at")]
    [InlineData("send")]
    [InlineData("plain", "-m32")]
    [InlineData("send", "-m32")]
    public async Task Seccomp_s_supervisor_sends_and_the_task_it_supervises_receives(string way, params string[] compilerArguments)
    {
        if (way == "send")
            KernelFeature.Need(KernelFeature.AddedFdsAsAnswer);
        await using WayProgram program = await WayProgram.StartAsync("addfd", way, compilerArguments);
        ToolOutput output = await BothSidesAsync(program, "addfd");

        Assert.Equal(["send seccomp_addfd addfd", "recv seccomp_addfd addfd-child"], output.Lines.Select(Who));
        Assert.All(output.Lines, line => Assert.Equal(compilerArguments.Length == 1, line.Flags.Contains("compat32")));
    }

    [Theory]
    [InlineData("given")]
    [InlineData("chosen")]
    [InlineData("given", "-m32")]
    public async Task A_registered_file_goes_from_ring_to_ring_and_from_there_into_a_process(string way, params string[] compilerArguments)
    {
        KernelFeature.Need(KernelFeature.TracedRequests);
        bool installs = KernelFeature.InstalledFiles.IsHere;
        await using WayProgram program = await WayProgram.StartAsync("registered", way, compilerArguments);
        ToolOutput output = await BothSidesAsync(program, "registered");

        Assert.Equal(
            ["send msg_ring registered", "recv msg_ring registered-task", .. installs ? ["recv fixed_fd_install registered-task"] : Array.Empty<string>()],
            output.Lines.Select(Who));
    }

    [Theory]
    [InlineData("getfd", "EBADF", "recv pidfd_getfd")]
    [InlineData("addfd", "EBADF", "send seccomp_addfd")]
    [InlineData("registered", "EBADF", "send msg_ring")]
    public async Task What_the_kernel_refused_is_shown_only_when_that_is_asked_for(string source, string error, string what)
    {
        if (source == "registered")
            KernelFeature.Need(KernelFeature.TracedRequests);
        await using WayProgram program = await WayProgram.StartAsync(source, "refused");
        await using Tool tool = await AttachAsync("--all-paths", "--format", "json", "-p", program.PidText);
        await using Tool failed = await AttachAsync("--all-paths", "--failed", "--format", "json", "-p", program.PidText);
        if (source != "getfd")
            await program.ReadChildPidAsync();
        IReadOnlyList<MessageFact> facts = await program.RunAsync();

        Assert.True(facts[0].Result < 0);
        Shown.Nothing(await tool.StopAsync());
        JsonLine line = Assert.Single((await failed.StopAsync()).Lines);
        Assert.Equal((what, "-" + error), ($"{line.Action} {line.Via}", line.Result));
    }

    [Theory]
    [InlineData("getfd", "taken", "RECV pidfd_getfd {fd}:pidfd")]
    [InlineData("addfd", "plain", "SEND seccomp_addfd {fd}:seccomp", "RECV seccomp_addfd -")]
    public async Task The_tables_say_what_the_call_was_made_on(string source, string way, params string[] cells)
    {
        await using WayProgram program = await WayProgram.StartAsync(source, way);
        await using Tool wide = await AttachAsync("--all-paths", "--format", "wide", "-n", source);
        await using Tool table = await AttachAsync("--all-paths", "-n", source);
        if (source == "addfd")
            await program.ReadChildPidAsync();
        string fd = (await program.RunAsync())[0].SocketFd.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[][] expected = [.. cells.Select(cell => cell.Replace("{fd}", fd, StringComparison.Ordinal).Split(' '))];

        ToolOutput output = await wide.StopAsync();
        Assert.Equal(expected, Words(output).Select(words => new[] { words[0], words[1], words[6] }));
        // the columns stand below their titles
        int column = output.TextLines[0].IndexOf("SOCKET", StringComparison.Ordinal);
        Assert.All(output.TextLines.Skip(1), line => Assert.Equal(' ', line[column - 1]));
        Assert.Equal(expected.Select(cell => new[] { cell[0], cell[2] }), Words(await table.StopAsync()).Select(words => new[] { words[0], words[3] }));
    }

    private static IEnumerable<string[]> Words(ToolOutput output) =>
        output.TextLines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("getfd", "taken")]
    [InlineData("addfd", "plain")]
    public async Task Without_the_option_nothing_of_it_is_shown(string source, string way)
    {
        await using WayProgram program = await WayProgram.StartAsync(source, way);
        await using Tool tool = await AttachAsync("--format", "json", "-p", program.PidText);
        if (source == "addfd")
            await program.ReadChildPidAsync();
        Assert.NotEmpty(await program.RunAsync());
        Shown.Nothing(await tool.StopAsync());
    }

    /// <summary>Traced three times: by the name that both tasks have, and each task alone, where only its own side may show.</summary>
    private async Task<ToolOutput> BothSidesAsync(WayProgram program, string name)
    {
        string child = await program.ReadChildPidAsync();
        await using Tool both = await AttachAsync("--all-paths", "--format", "json", "-n", name);
        await using Tool parentAlone = await AttachAsync("--all-paths", "--format", "json", "-p", program.PidText);
        await using Tool childAlone = await AttachAsync("--all-paths", "--format", "json", "-p", child);
        IReadOnlyList<MessageFact> facts = await program.RunAsync();
        ToolOutput output = await both.StopAsync();

        Assert.True(facts.Count > 1, "the kernel passed nothing");
        Compare(facts, output);
        Compare([.. facts.Where(fact => fact.Pid.ToString() == program.PidText)], await parentAlone.StopAsync());
        Compare([.. facts.Where(fact => fact.Pid.ToString() == child)], await childAlone.StopAsync());
        // who received knows who sent, and it was the same open file
        Assert.Equal($"pid={facts[0].Pid} tid={facts[0].Tid} comm={name} fd={facts[0].Fds[0].Fd}", output.Lines[1].From);
        Assert.Single(output.Lines.Select(line => line.File).Distinct());
        Assert.All(output.Lines, line => Assert.Equal(("", null, null), (line.Socket, line.SocketPath, line.PeerSocket)));
        Assert.DoesNotContain("not seen received", output.Error);
        return output;
    }

    private static void Compare(IReadOnlyList<MessageFact> facts, ToolOutput output) => Assert.Equal(
        facts.Select(fact =>
            $"{fact.Action} {fact.Via} {fact.Pid}/{fact.Tid} {fact.SocketFd} 0/1 = {fact.Result} fd {fact.Fds[0].Fd} {fact.Fds[0].Name}"),
        output.Lines.Select(line =>
            $"{line.Action} {line.Via} {line.Pid}/{line.Tid} {line.SocketFd} {line.Index}/{line.Count} = {line.Result} fd {line.Fd} {line.Name}"));

    private static string Who(JsonLine line) => $"{line.Action} {line.Via} {line.Comm}";
}
