// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Output;
using Sofdsnoop.Tests.Support;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Tests;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(OutputFormat.Table, "")]
    [InlineData(OutputFormat.Wide, "Content")]
    [InlineData(OutputFormat.Json, "^(Web|Isolated) .*$")]
    public void Printing_an_event_allocates_nothing(int format, string name)
    {
        Assert.True(NameFilter.TryParse(name, out var names, out _));
        var output = new OutputBuffer(1024);
        var printer = Printers.Create(new TraceOptions { Format = (OutputFormat)format, Timestamp = true, Failed = true }, output);
        using var nowhere = File.OpenWrite("/dev/null");
        var consumer = new EventConsumer(names, printer, output, new OutputFile((int)nowhere.SafeFileHandle.DangerousGetHandle()));
        var record = new RecordBuilder { SocketPath = "\0bus"u8.ToArray(), Flags = 3 }
            .AddPath("/home/user/some/where/\u001b[2Jé\u202e").Add([0x61, 0xff], rule: 3).Add([], rule: 1)
            .Add(Encoding.ASCII.GetBytes("memfd:frame"), rule: 5).Add([], flags: 4).Build();
        for (var i = 0; i < 1000; i++)
            Consume(consumer, record);

        const int Events = 10_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Events; i++)
            Consume(consumer, record);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5 * (Events + 1000), consumer.Fds);
    }

    private static void Consume(EventConsumer consumer, byte[] record)
    {
        consumer.Consume(record);
        consumer.Flush();
    }
}
