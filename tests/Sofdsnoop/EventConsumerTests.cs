// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;
using Sofdsnoop.Joining;
using Sofdsnoop.Output;
using Sofdsnoop.Tests.Support;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Tests;

public sealed class EventConsumerTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly FileStream _file;

    public EventConsumerTests() => _file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void Messages_of_several_records_count_once()
    {
        var consumer = Make(NameFilter.Any);
        consumer.Consume(new RecordBuilder { Count = 3 }.AddPath("/a").AddPath("/b").Build());
        consumer.Consume(new RecordBuilder { Count = 3, First = 2 }.AddPath("/c").Build());
        consumer.Consume(new RecordBuilder { Id = 8192 }.AddPath("/d").Build());
        // of another CPU in between, and one whose first record was lost
        consumer.Consume(new RecordBuilder { Id = 8193, Count = 9, First = 7 }.AddPath("/e").Build());
        consumer.Consume(new RecordBuilder { Id = 12288, Count = 2 }.AddPath("/f").Build());
        consumer.Consume(new RecordBuilder { Id = 8193, Count = 9, First = 8 }.AddPath("/g").Build());
        consumer.Consume(new RecordBuilder { Id = 12288, Count = 2, First = 1 }.AddPath("/h").Build());
        consumer.Flush();
        Assert.Equal((4, 8, 0), (consumer.Messages, consumer.Fds, consumer.Undecodable));
        Assert.Equal(8, File.ReadAllLines(_path).Length);
    }

    [Fact]
    public void Other_processes_and_names_are_left_out()
    {
        Assert.True(NameFilter.TryParse("^Web|^fire", out var names, out _));
        var consumer = Make(names, [2576]);
        consumer.Consume(new RecordBuilder().AddPath("/shown").Build());
        consumer.Consume(new RecordBuilder { Id = 8193, Comm = "x"u8.ToArray() }.AddPath("/shown-by-process-name").Build());
        consumer.Consume(new RecordBuilder { Pid = 1 }.AddPath("/other-process").Build());
        consumer.Consume(new RecordBuilder { Comm = [], ProcessComm = "x"u8.ToArray() }.AddPath("/other-name").Build());
        consumer.Flush();
        Assert.Equal((2, 2, 2), (consumer.Messages, consumer.Fds, consumer.LeftOut));
        Assert.All(File.ReadAllLines(_path), line => Assert.Contains("/shown", line, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_record_is_counted()
    {
        var consumer = Make(NameFilter.Any);
        consumer.Consume([1, 2, 3]);
        Assert.Equal((0, 0, 1), (consumer.Messages, consumer.Fds, consumer.Undecodable));
    }

    [Fact]
    public void A_long_batch_is_written_before_it_ends()
    {
        var consumer = Make(NameFilter.Any);
        var record = new RecordBuilder().AddPath("/" + new string('x', 200)).Build();
        for (var i = 0; i < 1000; i++)
            consumer.Consume(record);
        Assert.InRange(new FileInfo(_path).Length, 128 << 10, 1 << 20);
    }

    private EventConsumer Make(NameFilter names, HashSet<uint>? pids = null)
    {
        var buffer = new OutputBuffer(16);
        var printer = new Printers(new TraceOptions(), buffer, Screen.None).Events();
        var file = new OutputFile((int)_file.SafeFileHandle.DangerousGetHandle());
        return new EventConsumer(names, printer, buffer, file, new Joiner(null)) { Pids = pids };
    }
}
