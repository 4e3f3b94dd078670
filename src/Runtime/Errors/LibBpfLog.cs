// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// Takes libbpf's log from it: to the delegate of <see cref="BpfRuntime"/>, and to the call that is under way on the
/// same thread, whose exception quotes it. Nothing reaches stderr.
/// </summary>
internal static unsafe class LibBpfLog
{
    private sealed record Sink(Action<BpfLogLevel, string> Write, BpfLogLevel Most);

    private static volatile Sink? s_sink;

    [ThreadStatic]
    private static Capture? t_capture;

    /// <summary>What the delegate threw on this thread.</summary>
    [ThreadStatic]
    private static ExceptionDispatchInfo? t_failure;

    /// <summary>Must run before any call that may log. <see cref="Begin"/> and the static constructor of LibBpf see to it.</summary>
    internal static void Install() => LibBpf.libbpf_set_print(&Print);

    internal static void SetSink(Action<BpfLogLevel, string>? write, BpfLogLevel most) =>
        s_sink = write is null ? null : new Sink(write, most);

    /// <summary>Keeps what libbpf says on this thread until the capture is disposed. Captures nest.</summary>
    internal static Capture Begin()
    {
        LibBpf.Initialize();
        return t_capture = new Capture(t_capture);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Print(int level, byte* format, nint arguments)
    {
        Sink? sink = s_sink is { } s && level <= (int)s.Most ? s : null;
        Capture? capture = level <= (int)BpfLogLevel.Information ? t_capture : null;
        if (sink is null && capture is null)
            return 0;
        byte* text;
        int length = LibC.vasprintf(&text, format, arguments);
        if (length < 0)
            return length;
        string line = System.Text.Encoding.UTF8.GetString(text, length);
        LibC.free(text);
        capture?.Add(line);
        try
        {
            sink?.Write((BpfLogLevel)level, line.TrimEnd('\n'));
        }
        catch (Exception e)
        {
            // An exception must not travel through libbpf's frames. It is thrown again when the call is over, or, if nobody listens to
            // this one (a link is being closed), the next call of this thread.
            t_failure ??= ExceptionDispatchInfo.Capture(e);
        }
        return length;
    }

    /// <summary>The lines of one call.</summary>
    internal sealed class Capture : IDisposable
    {
        private readonly Capture? _outer;
        private readonly List<string> _lines = [];

        internal Capture(Capture? outer) => _outer = outer;

        internal IReadOnlyList<string> Lines => _lines;

        internal void Add(string line) => _lines.Add(line);

        /// <summary>Ends the capture. Throws what the log delegate threw meanwhile.</summary>
        public void Dispose()
        {
            t_capture = _outer;
            ExceptionDispatchInfo? failure = t_failure;
            t_failure = null;
            failure?.Throw();
        }
    }
}
