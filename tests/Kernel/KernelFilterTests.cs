// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>The filters decide in the kernel: of what they leave out, no record reaches the tool, as it says at its end.</summary>
public partial class KernelFilterTests : BufferTests
{
    private const int Others = 20;
    private const uint SomeUser = 31_415;

    [Theory]
    [InlineData("-p")]
    [InlineData("-t")]
    [InlineData("-n")]
    [InlineData("--uid")]
    [InlineData("--cgroup")]
    public async Task Of_other_tasks(string option)
    {
        (Worker wanted, string comm) = await Worker.StartNamedAsync();
        await using Worker _ = wanted;
        await using Worker other = Worker.Start();
        using Cgroup cgroup = Cgroup.Make();
        foreach (Worker each in new[] { wanted, other })
        {
            await each.PairAsync("stream");
            await each.OpenAsync("f", "file");
        }
        if (option == "--cgroup")
            cgroup.Add(wanted.Pid);
        if (option == "--uid")
            await wanted.DoAsync("uid", SomeUser.ToString(CultureInfo.InvariantCulture));
        string value = option switch
        {
            "-n" => comm,
            "--uid" => SomeUser.ToString(CultureInfo.InvariantCulture),
            "--cgroup" => cgroup.Path,
            _ => wanted.PidText,
        };
        await using Tool tool = await AttachAsync("--format", "json", option, value);

        await PassAsync(other, Others);
        IReadOnlyList<MessageFact> passed = await PassAsync(wanted, 1);
        await PassAsync(other, Others);
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, comm, passed);
        Assert.Equal((2, 0), Read(output));
    }

    [Fact]
    public async Task Of_messages_without_a_file_of_that_kind()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await worker.OpenAsync("t", "timerfd");
        await using Tool tool = await AttachJsonAsync(worker, "--kind", "timerfd");

        await PassAsync(worker, Others);
        await PassAsync(worker, 1, "f,t,f");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(["timerfd", "timerfd"], output.Lines.Select(line => line.Kind));
        Assert.Equal((2, 0), Read(output));
    }

    [Fact]
    public async Task Of_messages_over_other_sockets()
    {
        await using Worker worker = Worker.Start();
        string address = ByteText.ToHex("\0" + worker.PidText);
        await worker.DoAsync("socket", "server", "dgram");
        await worker.DoAsync("bind", "server", address);
        await worker.DoAsync("socket", "client", "dgram");
        await worker.DoAsync("connect", "client", address);
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await using Tool tool = await AttachAsync("--format", "json", "--socket", "@" + worker.PidText);

        await PassAsync(worker, Others);
        IReadOnlyList<MessageFact> sent = await worker.SendAsync("sendmsg client rights=f");
        IReadOnlyList<MessageFact> received = await worker.ReceiveAsync("recvmsg server");
        ToolOutput output = await tool.StopAsync();

        Shown.Exactly(output, "fdpass", sent, received);
        Assert.Equal((2, 0), Read(output));
    }

    // the other tests would pass if nothing were counted
    [Fact]
    public async Task What_only_a_regular_expression_leaves_out_reaches_the_tool()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("f", "file");
        await using Tool tool = await AttachJsonAsync(worker, "-n", "^nobody$");

        await PassAsync(worker, Others);
        ToolOutput output = await tool.StopAsync();

        Shown.Nothing(output);
        Assert.Equal((2 * Others, 2 * Others), Read(output));
    }

    private static async Task<IReadOnlyList<MessageFact>> PassAsync(Worker worker, int times, string slots = "f")
    {
        var facts = new List<MessageFact>();
        for (int i = 0; i < times; i++)
        {
            facts.AddRange(await worker.SendAsync($"sendmsg a rights={slots}"));
            facts.AddRange(await worker.ReceiveAsync("recvmsg b"));
        }
        return facts;
    }

    /// <summary>How many records the tool read, and how many of them it did not show, as --verbose has it say.</summary>
    private static (long Records, long LeftOut) Read(ToolOutput output)
    {
        Match line = Assert.Single(output.Error.Split('\n').Select(line => ReadLine().Match(line)), match => match.Success);
        return (Number(line.Groups[1]), Number(line.Groups[2]));
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^read: ([0-9]+) records?, ([0-9]+) left out$")]
    private static partial Regex ReadLine();
}
