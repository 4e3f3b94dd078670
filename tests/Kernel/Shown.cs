// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>Compares what the tool showed with the facts.</summary>
internal static class Shown
{
    /// <summary>
    /// The tool showed exactly these messages, each fd once, in the order in which each thread passed them: action, call,
    /// task, socket, number, name, position and result. Messages that failed or carried nothing are expected not to be there.
    /// </summary>
    public static void Exactly(ToolOutput output, string comm, params IReadOnlyList<MessageFact>[] facts)
    {
        MessageFact[] passed = [.. facts.SelectMany(list => list).Where(message => message.Passed)];
        IReadOnlyList<JsonLine> lines = output.Lines;
        foreach (int tid in passed.Select(message => message.Tid).Union(lines.Select(line => line.Tid)))
        {
            MessageFact[] expected = [.. passed.Where(message => message.Tid == tid)];
            JsonLine[] shown = [.. lines.Where(line => line.Tid == tid)];
            Compare(
                [.. expected.SelectMany(message => message.Fds.Select((_, index) => Describe(message, index, comm)))],
                [.. shown.Select(Describe)],
                output);
            MessagesAreNumbered(expected, shown, output);
        }
        Assert.All(lines, line => Assert.Equal(lines[0].Uid, line.Uid));
    }

    /// <summary>Nothing at all was shown.</summary>
    public static void Nothing(ToolOutput output) => Assert.True(output.Out.Length == 0, $"shown:\n{output.Out}\n{output.Error}");

    /// <summary>
    /// The lines of a sent message and of the received one carry the same file ids in the same order (the receiver may have got
    /// fewer), and different files have different ids.
    /// </summary>
    public static void SameFiles(ToolOutput output)
    {
        JsonLine[][] sent = Messages(output, "send"), received = Messages(output, "recv");
        Assert.Equal(sent.Length, received.Length);
        for (int i = 0; i < sent.Length; i++)
        {
            string[] ids = [.. sent[i].Select(line => line.File)];
            Assert.Equal(ids[..received[i].Length], received[i].Select(line => line.File));
            Assert.All(ids, id => Assert.Matches("^[0-9a-f]{16}$", id));
            Assert.Equal(ids.Length, ids.Distinct().Count());
        }
    }

    private static JsonLine[][] Messages(ToolOutput output, string action) =>
        [.. output.Lines.Where(line => line.Action == action).GroupBy(line => line.Message).Select(group => group.ToArray())];

    private static string Describe(MessageFact message, int index, string comm) =>
        $"{message.Action} {message.Via} {message.Pid}/{message.Tid} {ByteText.Printable(comm)} {message.SocketFd}:{message.Socket} " +
        $"{index}/{message.Fds.Count} = {message.Result} fd {message.Fds[index].Fd} {ByteText.Printable(message.Fds[index].Name)}";

    private static string Describe(JsonLine line) =>
        $"{line.Action} {line.Via} {line.Pid}/{line.Tid} {ByteText.Printable(line.Comm)} {line.SocketFd}:{line.Socket} " +
        $"{line.Index}/{line.Count} = {line.Result} fd {line.Fd} {ByteText.Printable(line.Name)}";

    private static void Compare(string[] expected, string[] shown, ToolOutput output)
    {
        var wrong = new StringBuilder();
        for (int i = 0; i < Math.Max(expected.Length, shown.Length); i++)
        {
            string should = i < expected.Length ? expected[i] : "(nothing)", was = i < shown.Length ? shown[i] : "(nothing)";
            if (should != was && wrong.Length < 8000)
                wrong.Append($"\n{i}\n  expected {should}\n  shown    {was}");
        }
        Assert.True(wrong.Length == 0, $"{expected.Length} expected, {shown.Length} shown:{wrong}\n{output.Error}");
    }

    /// <summary>One number for all fds of a message, another for the next message of that thread.</summary>
    private static void MessagesAreNumbered(MessageFact[] expected, JsonLine[] shown, ToolOutput output)
    {
        var numbers = new List<string>();
        int at = 0;
        foreach (MessageFact message in expected)
        {
            string[] used = [.. shown.Skip(at).Take(message.Fds.Count).Select(line => line.Message).Distinct()];
            Assert.True(used.Length == 1, $"a message has {used.Length} numbers: {string.Join(' ', used)}\n{output.Error}");
            numbers.Add(used[0]);
            at += message.Fds.Count;
        }
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }
}
