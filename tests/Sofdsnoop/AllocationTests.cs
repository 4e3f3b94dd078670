// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Joining;
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
        var printer = new Printers(new TraceOptions { Format = (OutputFormat)format, Timestamp = true, Failed = true }, output, Screen.None).Events();
        using var nowhere = File.OpenWrite("/dev/null");
        var file = new OutputFile((int)nowhere.SafeFileHandle.DangerousGetHandle());
        var consumer = new EventConsumer(names, printer, output, file, new Joiner(new RecordStore(), limit: 64)) { ShowsOrigins = true };
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Joining_allocates_nothing(bool inOrder)
    {
        var output = new OutputBuffer(1024);
        using var nowhere = File.OpenWrite("/dev/null");
        var file = new OutputFile((int)nowhere.SafeFileHandle.DangerousGetHandle());
        var printer = new Printers(new TraceOptions { Format = OutputFormat.Json }, output, Screen.None).Events();
        var joiner = new Joiner(new RecordStore());
        var consumer = new EventConsumer(NameFilter.Any, printer, output, file, joiner) { ShowsOrigins = true };
        byte[][] records =
        [
            Named(new RecordBuilder { SocketIno = 1, PeerIno = 2 }),
            Named(new RecordBuilder { SocketIno = 2, PeerIno = 1, Action = 2, Via = 3 }),
        ];
        if (!inOrder)
            Array.Reverse(records);
        Repeat(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * 30 * 11_000, consumer.Fds);
        Assert.Equal(0, joiner.InFlight);

        void Repeat(int times)
        {
            for (var i = 0; i < times; i++)
            {
                foreach (var record in records)
                    Consume(consumer, record);
            }
        }

        static byte[] Named(RecordBuilder record)
        {
            for (ulong i = 1; i <= 30; i++)
                record.Add(RecordBuilder.Components("some"u8.ToArray(), "file"u8.ToArray()), file: i * 256);
            return record.Build();
        }
    }

    private static void Consume(EventConsumer consumer, byte[] record)
    {
        consumer.Consume(record);
        consumer.Flush();
    }
}
