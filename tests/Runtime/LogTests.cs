// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace SharpBpf.Runtime.Tests;

/// <summary>Where libbpf's log goes. The log is the process's, so these run alone.</summary>
[Collection(nameof(LogTests))]
[CollectionDefinition(nameof(LogTests), DisableParallelization = true)]
public sealed partial class LogTests : IDisposable
{
    [LibraryImport("libc.so.6")] private static partial int dup(int fd);
    [LibraryImport("libc.so.6")] private static partial int dup2(int from, int to);
    [LibraryImport("libc.so.6")] private static partial int close(int fd);

    public void Dispose() => BpfRuntime.SetLog(null);

    /// <summary>Has libbpf warn: a section name it does not know; without privileges.</summary>
    private static BpfException Fail() => Assert.Throws<BpfException>(() =>
    {
        using BpfObjectFile bpf = BpfObjectFile.FromBytes(ErrorSources.Compile(ErrorSources.UnknownSection), "log");
        bpf.Load();
    });

    [Fact]
    public void Without_a_delegate_nothing_is_written_and_the_exception_has_it()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sharpbpf-test-");
        string path = Path.Combine(directory.FullName, "stderr");
        int saved = dup(2);
        try
        {
            using (FileStream file = File.Create(path))
                Assert.Equal(2, dup2((int)file.SafeFileHandle.DangerousGetHandle(), 2));
            BpfException e = Fail();
            Assert.Contains("nonsense/here", e.LibbpfLog, StringComparison.Ordinal);
        }
        finally
        {
            _ = dup2(saved, 2);
            _ = close(saved);
        }
        Assert.Equal("", File.ReadAllText(path));
        directory.Delete(recursive: true);
    }

    [Fact]
    public void A_delegate_gets_the_levels_it_asked_for()
    {
        ConcurrentQueue<(BpfLogLevel Level, string Line)> lines = new();
        BpfRuntime.SetLog((level, line) => lines.Enqueue((level, line)), BpfLogLevel.Warning);
        Fail();
        Assert.Contains(lines, static l => l.Line.Contains("nonsense/here", StringComparison.Ordinal));
        Assert.All(lines, static l => Assert.Equal(BpfLogLevel.Warning, l.Level));
        Assert.All(lines, static l => Assert.False(l.Line.EndsWith('\n')));
        BpfRuntime.SetLog((level, line) => lines.Enqueue((level, line)), BpfLogLevel.Debug);
        Fail();
        Assert.Contains(lines, static l => l.Level == BpfLogLevel.Debug);
        BpfRuntime.SetLog(null);
        int count = lines.Count;
        Fail();
        Assert.Equal(count, lines.Count);
    }

    [Fact]
    public void What_a_delegate_throws_comes_out_of_the_call()
    {
        BpfRuntime.SetLog(static (_, _) => throw new FormatException("no"), BpfLogLevel.Debug);
        Assert.Throws<FormatException>(() => BpfObjectFile.FromBytes(ErrorSources.Compile(ErrorSources.Valid), "log"));
        BpfRuntime.SetLog(null);
        using BpfObjectFile bpf = BpfObjectFile.FromBytes(ErrorSources.Compile(ErrorSources.Valid), "log");
    }

    [Theory]
    [InlineData(LogLevel.Trace)]
    [InlineData(LogLevel.Debug)]
    [InlineData(LogLevel.Warning)]
    public void A_logger_gets_what_it_has_enabled(LogLevel least)
    {
        Logger logger = new(least);
        BpfRuntime.SetLogger(logger);
        Fail();
        Assert.Contains(logger.Lines, static l => l.Level == LogLevel.Warning && l.Line.Contains("nonsense/here", StringComparison.Ordinal));
        Assert.All(logger.Lines, l => Assert.True(l.Level >= least));
        Assert.Equal(least == LogLevel.Trace, logger.Lines.Any(static l => l.Level == LogLevel.Trace));
        BpfRuntime.SetLogger(null);
        int count = logger.Lines.Count;
        Fail();
        Assert.Equal(count, logger.Lines.Count);
    }

    private sealed class Logger(LogLevel least) : ILogger
    {
        internal ConcurrentQueue<(LogLevel Level, string Line)> Lines { get; } = new();

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception)));

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }
}
