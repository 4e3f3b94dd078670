// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sofdsnoop.EndToEnd;

/// <summary>A program that watches the workload, and how to tell what it saw.</summary>
internal abstract class Tracer
{
    /// <summary>What the lines say of it: sofdsnoop, bare, strace, bcc.</summary>
    public required string Program { get; init; }

    public string Hook { get; init; } = "";

    /// <summary>How it differs from the others of the same program and hook: a format, a buffer, a filter.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Shows nothing, because it looks for another process.</summary>
    public bool FiltersOut { get; init; }

    /// <summary>Takes so long to begin that it is begun only once for all its rounds.</summary>
    public virtual bool BeginsSlowly => false;

    public string Name => string.Join(' ', new[] { Program, Hook, Mode }.Where(static word => word.Length != 0));

    /// <summary>The command that watches a process.</summary>
    public abstract IReadOnlyList<string> Command(int pid);

    /// <summary>Bytes of what is needed to run it, libc left out.</summary>
    public virtual long FileSize => 0;

    /// <summary>True for the line on stderr that says that it watches now.</summary>
    public virtual bool IsReady(string line) => line.StartsWith("attached:", StringComparison.Ordinal);

    /// <summary>For those that say nothing: looks whether it watches now. Null: it does say it.</summary>
    public virtual Func<int, bool>? LooksReady => null;

    /// <summary>What it showed, by its output and by what it said at its end.</summary>
    public abstract Seen Count(string outputPath, string errors);

    /// <summary>How many times it has to show something when this was passed: each is sent and received.</summary>
    public virtual long Due(Passed passed) => 2 * passed.Messages;
}

/// <summary>What a tracer showed of what it was due to, and what it says was lost; null: it does not know.</summary>
internal readonly record struct Seen(long Shown, long? Lost);

/// <summary>A run of a tracer.</summary>
internal sealed class TracerRun : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenSignals = TimeSpan.FromSeconds(10);

    private readonly Tracer _tracer;
    private readonly Process _process;
    private readonly string _output;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly TimeSpan _cpuAtStart;

    /// <summary>Starts it and waits until it watches.</summary>
    public TracerRun(Tracer tracer, int pid, string outputPath)
    {
        _tracer = tracer;
        _output = outputPath;
        // sh becomes the tracer, with the file as its standard output
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\"", outputPath, .. tracer.Command(pid)])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var clock = Stopwatch.StartNew();
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _reading = Task.Factory.StartNew(ReadErrors, TaskCreationOptions.LongRunning);
        WaitUntilReady(clock);
        TimeToReady = clock.Elapsed;
        _cpuAtStart = ProcFile.Cpu(_process.Id);
        MemoryAtStart = ProcFile.ResidentMemory(_process.Id);
    }

    public TimeSpan TimeToReady { get; }

    /// <summary>Resident bytes when it began to watch, and at the end.</summary>
    public long MemoryAtStart { get; }

    public long Memory { get; private set; }

    /// <summary>CPU time from when it began to watch until it was asked to end.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>Ends it and counts what it showed.</summary>
    public Seen Stop()
    {
        Cpu = ProcFile.Cpu(_process.Id) - _cpuAtStart;
        Memory = ProcFile.ResidentMemory(_process.Id);
        // Python does not hear a signal that comes while bcc calls it back, which under load it mostly does.
        var asked = Stopwatch.StartNew();
        do
        {
            if (asked.Elapsed > LongestEnd)
                throw new InvalidOperationException($"{_tracer.Name} does not end");
            Native.Interrupt(_process.Id);
        }
        while (!_process.WaitForExit(BetweenSignals));

        _reading.Wait(LongestEnd);
        return _tracer.Count(_output, _errors.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        File.Delete(_output);
    }

    private void ReadErrors()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            _errors.AppendLine(line);
            if (_tracer.IsReady(line))
                _ready.TrySetResult();
        }

        _ready.TrySetException(new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture, $"{_tracer.Name} ended before it watched anything: {_errors}")));
    }

    private void WaitUntilReady(Stopwatch clock)
    {
        try
        {
            while (!_ready.Task.Wait(_tracer.LooksReady == null ? LongestStart : TimeSpan.FromMilliseconds(50)))
            {
                if (clock.Elapsed > LongestStart)
                    throw new InvalidOperationException($"{_tracer.Name} does not begin: {_errors}");
                if (_tracer.LooksReady?.Invoke(_process.Id) == true)
                    return;
            }
        }
        catch (AggregateException e)
        {
            Dispose();
            throw e.InnerException!;
        }
    }
}
