// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>On a real terminal: lines of its width, colours when they are wanted, and nothing else that steers it.</summary>
public sealed partial class TerminalTests
{
    private const string Colours = "TERM=xterm NO_COLOR=";

    [Theory]
    [InlineData("table", 80)]
    [InlineData("table", 100)]
    [InlineData("wide", 200)]
    [InlineData("wide", 250)]
    public async Task Each_line_fits_it(string format, int columns)
    {
        (ToolOutput output, IReadOnlyList<MessageFact> facts) = await PassAsync(columns, Colours, "--format", format);

        string[] lines = [.. output.TextLines.Select(line => Sgr().Replace(line, ""))];
        Assert.Equal(1 + facts.Sum(message => message.Fds.Count), lines.Length);
        Assert.All(lines.Skip(1), line => Assert.InRange(Characters(line), 1, columns));
        // the end of a name that is too long is there
        Assert.Contains(lines, line => line.Contains(ByteText.OfUtf8("\u2026"), StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("the-end.txt", StringComparison.Ordinal));
        NothingButColours(output);
    }

    [Theory]
    [InlineData("TERM=xterm NO_COLOR=1")]
    [InlineData("TERM=dumb NO_COLOR=")]
    public async Task Without_colours_where_they_are_not_wanted(string environment)
    {
        (ToolOutput output, _) = await PassAsync(100, environment);

        Assert.DoesNotContain('\x1b', output.Out);
        Assert.StartsWith("ACTION TID    COMM             SOCKET ", output.Out);
    }

    [Fact]
    public async Task With_colours_where_they_are()
    {
        (ToolOutput output, _) = await PassAsync(100, Colours);

        Assert.StartsWith("\x1b[1mACTION ", output.Out);
        Assert.Contains("\x1b[36mSEND  ", output.Out);
        Assert.Contains("\x1b[32mRECV  ", output.Out);
        NothingButColours(output);
    }

    [Fact]
    public async Task Json_is_whole_and_plain()
    {
        (ToolOutput output, IReadOnlyList<MessageFact> facts) = await PassAsync(40, Colours, "--format", "json");

        Assert.DoesNotContain('\x1b', output.Out);
        Assert.Equal(facts.SelectMany(message => message.Fds).Select(fd => fd.Name), output.Lines.Select(line => line.Name));
    }

    [Fact]
    public async Task A_narrow_one_loses_nothing()
    {
        (ToolOutput output, IReadOnlyList<MessageFact> facts) = await PassAsync(40, Colours);

        Assert.Equal(
            facts.SelectMany(message => message.Fds).Select(fd => fd.Name),
            output.TextLines.Skip(1).Select(line => ByteText.FromTable(Sgr().Replace(line, "")[63..])));
    }

    [Fact]
    public async Task Its_new_width_is_kept_to_when_it_changes()
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await OnTerminalAsync(worker, 200, Colours);
        await worker.SendAsync("sendmsg a rights=f");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Native.Signal(tool.Pid, Native.SigWinch);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await worker.SendAsync("sendmsg a rights=f");
        ToolOutput output = await tool.StopAsync();

        int[] lengths = [.. output.TextLines.Skip(1).Select(line => Characters(Sgr().Replace(line, "")))];
        Assert.InRange(lengths[0], 101, 200);
        Assert.Equal(100, lengths[1]);
    }

    private static async Task<(ToolOutput Output, IReadOnlyList<MessageFact> Facts)> PassAsync(int columns, string environment, params string[] arguments)
    {
        await using Worker worker = await PreparedAsync();
        await using Tool tool = await OnTerminalAsync(worker, columns, environment, arguments);
        var facts = new List<MessageFact>();
        facts.AddRange(await worker.SendAsync("sendmsg a rights=f,g,e"));
        facts.AddRange(await worker.ReceiveAsync("recvmsg b"));
        return (await tool.StopAsync(), facts);
    }

    private static Task<Tool> OnTerminalAsync(Worker worker, int columns, string environment, params string[] arguments)
    {
        string script = Path.Combine(Workers.Sources, "terminal.py");
        return Tool.AttachViaAsync("env", [
            .. environment.Split(' '), "python3", script, $"{columns}", Tool.Program, "--verbose", "-p", worker.PidText, .. arguments]);
    }

    private static async Task<Worker> PreparedAsync()
    {
        Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.CreateAsync("f", new string('x', 120), "the-end.txt");
        await worker.CreateAsync("g", "\x1b[2J\x1b]0;title\a" + ByteText.OfUtf8("\u4e2d\u6587\u0301"));
        await worker.OpenAsync("e", "eventfd");
        return worker;
    }

    private static int Characters(string line) => Encoding.UTF8.GetString(ByteText.Bytes(line)).Replace("\u4e2d", "__").Replace("\u6587\u0301", "__").Length;

    private static void NothingButColours(ToolOutput output)
    {
        string rest = Sgr().Replace(output.Out, "");
        Assert.DoesNotContain(rest, c => c is < ' ' and not '\n' or '\x7f');
    }

    [GeneratedRegex("\x1b\\[[0-9]+m")]
    private static partial Regex Sgr();
}
