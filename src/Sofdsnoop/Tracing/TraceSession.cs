// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;
using Sofdsnoop.Hooks;
using Sofdsnoop.Interop;
using Sofdsnoop.Joining;
using Sofdsnoop.Output;

namespace Sofdsnoop.Tracing;

/// <summary>From loading the kernel side to the summary.</summary>
internal sealed class TraceSession : IDisposable
{
    /// <summary>Without events: how long until losses and a reader that has gone are noticed.</summary>
    private static readonly TimeSpan IdleCheck = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long events may gather before they are shown. The kernel wakes a reader that has caught up, at some microseconds for the
    /// sender of the next fd; one that is behind on purpose is left alone, and finds many records at once.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Without events in a perf buffer. It wakes its reader by what was written, however far behind that is: at each record, it would be an
    /// interrupt for each sender. So it wakes for many records, and fewer are found by looking.
    /// </summary>
    private static readonly TimeSpan PerfCheck = TimeSpan.FromMilliseconds(20);

    private const uint SmallBuffer = 1 << 20;

    /// <summary>
    /// What comes from many processes is shown by one thread, which gets no more of a busy CPU than one of them does: too little. It works
    /// only when they have made work for it, so it may go first; relative to what it was started with.
    /// </summary>
    private const int Precedence = -10;

    private readonly KernelSide _kernel;
    private readonly TraceOptions _options;
    private readonly TimeSpan _idleCheck;
    private readonly EventBuffer _events;
    private readonly OutputFile _file;
    private readonly OutputBuffer _buffer = new(128 << 10);
    private readonly Screen _screen;
    private readonly Printers _printers;
    private readonly RecordStore? _inFlight;
    private readonly Joiner _joiner;
    private readonly EventConsumer _consumer;
    private readonly LossReport _loss;

    /// <summary>Loads the kernel side and attaches it: events flow when it returns.</summary>
    /// <exception cref="BpfException">The kernel refuses; the message says what and why.</exception>
    public TraceSession(TraceOptions options, OutputFile file, IReadOnlySet<uint>? pids = null)
    {
        _file = file;
        _options = options;
        _idleCheck = options.Buffer == BufferKind.Perf ? PerfCheck : IdleCheck;
        _screen = Screen.Of(file.Fd);
        _printers = new Printers(options, _buffer, _screen);
        _inFlight = options.InFlight ? new RecordStore() : null;
        _joiner = new Joiner(_inFlight);
        _consumer = new EventConsumer(options.Name, _printers.Events(), _buffer, file, _joiner)
        {
            Pids = pids,
            ShowsOrigins = options.Format != OutputFormat.Table,
        };
        EventBuffer? events = null;
        _kernel = KernelSide.Start(options, bpf => events = Open(bpf, options));
        _events = events!;
        _loss = new LossReport(_kernel.Bpf.Lost, options.BufferSize);
        if (!options.Verbose)
            return;
        foreach (var (hook, reason) in _kernel.Rejected)
            Messages.Say($"not with {HookWord.Of(hook)}: {reason}");
    }

    /// <summary>Fds shown so far.</summary>
    public long Fds => _consumer.Fds;

    /// <summary>Shows events until the end is asked for, the reader has gone, or <paramref name="isDone"/> says so.</summary>
    /// <returns>False when a signal ended it.</returns>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public bool Run(TimeSpan? duration, Func<bool> isDone)
    {
        using var stop = new StopSignal(_kernel.Detach, duration);
        // who reads this may send a signal at once: from here on it is caught
        if (_options.Verbose)
            Messages.SayPlain($"attached: {HookWord.Of(_kernel.Hook)}, {BufferText}");
        _consumer.Begin();
        _ = LibC.Nice(Precedence); // without the privilege everything is as it was

        while (!stop.IsRequested && !isDone() && !_file.CheckClosed())
        {
            var before = _events.Statistics.Bytes;
            Show(_events.PollRecords(_consumer.IsHolding ? EventConsumer.LongestHold : _idleCheck, stop.Token));
            _loss.ReportIfDue();
            // Not when they come so fast, or the buffer is so small, that it would fill up meanwhile.
            if (_options.BufferSize >= SmallBuffer && _events.Statistics.Bytes - before < _options.BufferSize / 16)
                stop.Token.WaitHandle.WaitOne(Gathering);
        }

        stop.Request();
        GracePeriod.Wait();
        Drain();
        _consumer.ReleaseAll();
        _consumer.Flush();
        return !stop.IsInterrupted;
    }

    /// <summary>Shows what was sent and not seen to be received, when that was asked for.</summary>
    public void ShowInFlight()
    {
        if (_inFlight == null || _file.IsClosed)
            return;
        var printer = _printers.InFlight(LibC.BootTime());
        printer.PrintInFlightHeader(_joiner.InFlight, _joiner.Forgotten);
        _joiner.ForEachInFlight(stored =>
        {
            if (MessageRecord.TryParse(_inFlight.Get(stored), out var message))
                printer.Print(in message);
            _consumer.Flush();
        });
        _consumer.Flush();
    }

    /// <summary>One line on what was seen and what was not. With --verbose one more: what the kernel's filters let through to us.</summary>
    public void Summarize()
    {
        if (_options.Verbose)
            Messages.SayPlain($"read: {Count.Of(_events.Statistics.Records, "record")}, {_consumer.LeftOut} left out");
        _loss.Finish(_kernel.Missed(), _kernel.Bpf.SilentRecords);
        var broken = _consumer.Undecodable == 0 ? "" : $", {Count.Of(_consumer.Undecodable, "record")} not understood";
        var inFlight = _joiner.InFlight == 0 ? "" : $", {_joiner.InFlight} sent and not seen received";
        var skipped = _kernel.SkippedRuns is var runs and > 0 ? $", {runs} program runs skipped by the kernel" : "";
        Messages.Say($"{Count.Of(_consumer.Messages, "message")}, {Count.Of(_consumer.Fds, "fd")}, {_loss.Summary}{inFlight}{broken}{skipped}");
    }

    public void Dispose() => _kernel.Dispose();

    private string BufferText => $"{(_options.Buffer == BufferKind.Ring ? "ring" : "perf")} {Sizes.Text(_options.BufferSize)}";

    private EventBuffer Open(SofdsnoopBpf bpf, TraceOptions options)
    {
        if (options.Buffer == BufferKind.Ring)
            return bpf.Events;
#pragma warning disable SBPF0056 // the map's type was changed before it was loaded
        var ring = (uint)(bpf.Events.Map.PerfPagesPerCpu * Environment.SystemPageSize);
        var events = new PerfBuffer<FdMessage>(bpf.Events.Map) { InTimeOrder = true, Wakeup = WakeupPolicy.AtBytes(ring / 16) };
#pragma warning restore SBPF0056
        // the rings are made by the first read
        Show(events.ReadRecords());
        return events;
    }

    private void Show(RecordBatch batch)
    {
        _screen.Refresh();
        foreach (var record in batch)
        {
            _consumer.Consume(record);
            if (_file.IsClosed)
                break;
        }

        _consumer.ReleaseOverdue();
        _consumer.Flush();
    }

    /// <summary>Nothing is attached any more: what is in the buffer is all there will be.</summary>
    private void Drain()
    {
        ulong before;
        do
        {
            before = _events.Statistics.Records;
            Show(_events.ReadRecords());
        }
        while (!_file.IsClosed && _events.Statistics.Records != before);
    }
}
