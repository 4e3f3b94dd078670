// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Joining;
using Sofdsnoop.Output;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Consumer.Benchmarks;

/// <summary>
/// What user space does with the records of one message, sent and received: decode, join, print, and write to /dev/null. The tool shares
/// the CPUs with those it watches, so each nanosecond here is one that they do not have.
/// </summary>
[MemoryDiagnoser]
[InProcess]
public class ConsumerBenchmarks
{
    private const int Messages = 64;

    private readonly List<byte[]> _records = [];
    private FileStream _nowhere = null!;
    private EventConsumer _consumer = null!;

    [Params(1, 253)]
    public int Fds { get; set; }

    [Params("Table", "Wide", "Json")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        for (var message = 0; message < Messages; message++)
        {
            _records.AddRange(Records.Of(message, Fds, isSend: true));
            _records.AddRange(Records.Of(message, Fds, isSend: false));
        }

        _nowhere = File.OpenWrite("/dev/null");
        var format = Enum.Parse<OutputFormat>(Format);
        var buffer = new OutputBuffer(128 << 10);
        var printer = new Printers(new TraceOptions { Format = format }, buffer, Screen.None).Events();
        var file = new OutputFile((int)_nowhere.SafeFileHandle.DangerousGetHandle());
        _consumer = new EventConsumer(NameFilter.Any, printer, buffer, file, new Joiner(null)) { ShowsOrigins = format != OutputFormat.Table };
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        if (_consumer.Undecodable != 0 || _consumer.IsHolding)
            throw new InvalidOperationException("these are not records as the kernel side makes them");
        _nowhere.Dispose();
    }

    /// <summary>The time is that of one message: its send and its receive.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void SentAndReceived()
    {
        foreach (var record in _records)
            _consumer.Consume(record);
        _consumer.Flush();
    }
}
