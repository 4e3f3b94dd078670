// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>Names made to hide or to harm come out whole, and harmless.</summary>
public class HostileNameTests : BufferTests
{
    private const string HostileComm = "\x1b[31m\n\xff\\\"x";

    [Fact]
    public async Task In_json_every_byte_of_every_name_is_there()
    {
        (ToolOutput output, IReadOnlyList<MessageFact> facts) = await PassAllAsync("json");

        Shown.Exactly(output, HostileComm, facts);
        Shown.SameFiles(output);
        NothingUnprintable(output.Out);
    }

    [Fact]
    public async Task Python_reads_the_same_bytes_out_of_the_json()
    {
        (ToolOutput output, IReadOnlyList<MessageFact> facts) = await PassAllAsync("json");

        // os.fsencode undoes what Python does to file names that are not UTF-8; it is the convention the JSON follows
        const string Script = """
            import json, os, sys
            for line in sys.stdin:
                print(os.fsencode(json.loads(line)["name"]).hex(), os.fsencode(json.loads(line)["comm"]).hex())
            """;
        string read = await PythonAsync(Script, output.Out);

        string[] expected = [.. facts.SelectMany(message => message.Fds).Select(fd => $"{ByteText.ToHex(fd.Name)} {ByteText.ToHex(HostileComm)}")];
        Assert.Equal(expected, read.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("wide")]
    public async Task In_the_tables_each_fd_is_one_harmless_line_with_the_whole_name(string format)
    {
        (ToolOutput output, IReadOnlyList<MessageFact> facts) = await PassAllAsync(format);

        FdFact[] fds = [.. facts.SelectMany(message => message.Fds)];
        IReadOnlyList<string> lines = output.TextLines;
        Assert.Equal(1 + fds.Length, lines.Count);
        for (int i = 0; i < fds.Length; i++)
        {
            Assert.EndsWith(" " + fds[i].Name, ByteText.FromTable(format == "wide" ? WithoutSender(lines[i + 1]) : lines[i + 1]));
            Assert.Contains($" {HostileComm} ", ByteText.FromTable(lines[i + 1]));
        }
        NothingUnprintable(output.Out);
    }

    // The wide table says behind a received fd's name who sent it: an arrow (its UTF-8 bytes here), task, number and time. No name has one.
    private static string WithoutSender(string line)
    {
        string[] parts = line.Split(" \u00e2\u0086\u0090 ");
        Assert.Equal(line.StartsWith("RECV", StringComparison.Ordinal) && parts.Length > 1 ? 2 : 1, parts.Length);
        return parts[0];
    }

    [Fact]
    public async Task A_comm_that_is_no_text_does_not_end_the_tool()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await using Tool tool = await AttachJsonAsync(worker);
        string[] comms = ["\xff\xfe\xfd", "\xe2\x82", "", "0123456789abcde", "\x1b]0;x\a", "a b  c "];
        var facts = new List<IReadOnlyList<MessageFact>>();
        foreach (string comm in comms)
        {
            await worker.DoAsync("comm", ByteText.ToHex(comm));
            facts.Add(await worker.SendAsync("sendmsg a rights=f"));
        }
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(comms, output.Lines.Select(line => line.Comm));
    }

    [Fact]
    public async Task A_socket_bound_to_a_hostile_name_is_harmless_too()
    {
        await using Worker worker = Worker.Start();
        string name = worker.Directory + "/\x1b[31m\n\xff";
        string hex = ByteText.ToHex(name);
        await worker.DoAsync("socket", "server", "dgram");
        await worker.DoAsync("bind", "server", hex);
        await worker.DoAsync("socket", "client", "dgram");
        await worker.DoAsync("connect", "client", hex);
        await worker.OpenAsync("f", "file");
        await using Tool json = await AttachJsonAsync(worker);
        await using Tool wide = await AttachAsync("--format", "wide", "-p", worker.PidText);

        await worker.SendAsync("sendmsg client rights=f");
        await worker.ReceiveAsync("recvmsg server");
        ToolOutput jsonOutput = await json.StopAsync(), wideOutput = await wide.StopAsync();

        Assert.Equal([name, name], jsonOutput.Lines.Select(line => line.SocketPath));
        Assert.All(wideOutput.TextLines.Skip(1), line => Assert.Contains(name, ByteText.FromTable(line)));
        NothingUnprintable(jsonOutput.Out);
        NothingUnprintable(wideOutput.Out);
    }

    private async Task<(ToolOutput Output, IReadOnlyList<MessageFact> Facts)> PassAllAsync(string format)
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        int count = 0;
        foreach (string name in HostileNames.Components)
            await worker.CreateAsync($"f{count++}", name);
        await worker.CreateAsync($"f{count++}", [.. HostileNames.Deep]);
        await worker.CreateAsync($"f{count++}", [.. HostileNames.Wide]);
        await worker.OpenAsync($"f{count++}", "memfd-hostile");
        await worker.DoAsync("comm", ByteText.ToHex(HostileComm));
        await using Tool tool = await AttachAsync("--format", format, "-p", worker.PidText);

        var facts = new List<MessageFact>();
        for (int i = 0; i < count; i++)
        {
            facts.AddRange(await worker.SendAsync($"sendmsg a rights=f{i}"));
            facts.AddRange(await worker.ReceiveAsync("recvmsg b"));
        }
        facts.AddRange(await worker.SendAsync($"sendmsg a rights=f*{count}"));
        facts.AddRange(await worker.ReceiveAsync("recvmsg b"));
        ToolOutput output = await tool.StopAsync();
        Assert.All(facts.SelectMany(message => message.Fds), fd => Assert.NotEqual("", fd.Name));
        return (output, facts);
    }

    /// <summary>The output is UTF-8 without control characters, and without those that turn or break a line.</summary>
    private static void NothingUnprintable(string output)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ByteText.Bytes(output));
        string wrong = string.Concat(text.Where(c => c != '\n' && char.GetUnicodeCategory(c) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
        Assert.True(wrong.Trim('\n').Length == 0, "in the output: " + string.Join(' ', wrong.Select(c => $"U+{(int)c:x4}")));
    }

    private static async Task<string> PythonAsync(string script, string input)
    {
        using Process python = Process.Start(new ProcessStartInfo("python3", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> read = python.StandardOutput.ReadToEndAsync();
        await python.StandardInput.BaseStream.WriteAsync(ByteText.Bytes(input));
        python.StandardInput.Close();
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return await read;
    }
}
