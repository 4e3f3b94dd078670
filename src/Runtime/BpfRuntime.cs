// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>What holds for the whole process: libbpf's version and log, and the number of CPUs.</summary>
public static class BpfRuntime
{
    private static int s_possibleCpus;

    /// <summary>The version of the libbpf in use, as in "v1.1": <c>libbpf_version_string()</c>.</summary>
    /// <exception cref="DllNotFoundException">libbpf.so.1 is not installed.</exception>
    public static unsafe string LibbpfVersion => Utf8.Text(LibBpf.libbpf_version_string());

    /// <summary>
    /// How many CPUs the kernel may ever bring online, which is how many values a per-CPU map has for one key:
    /// <c>libbpf_num_possible_cpus()</c>. It is often more than the CPUs that are online.
    /// </summary>
    /// <exception cref="BpfException">/sys/devices/system/cpu/possible cannot be read.</exception>
    public static int PossibleCpus
    {
        get
        {
            if (s_possibleCpus == 0)
            {
                int count = LibBpf.libbpf_num_possible_cpus();
                if (count <= 0)
                    throw BpfErrors.System("count the possible CPUs (/sys/devices/system/cpu/possible)", -count);
                s_possibleCpus = count;
            }
            return s_possibleCpus;
        }
    }

    /// <summary>
    /// Sends libbpf's log to a delegate. Without one the log is dropped, except that a <see cref="BpfException"/> quotes
    /// what belongs to it. libbpf never writes to stderr.
    /// </summary>
    /// <param name="log">
    /// Called with each message, without its final newline, on the thread that libbpf runs on, possibly on several at once.
    /// What it throws comes out of the call that was logging, or of the next one on that thread. Null turns the log off.
    /// </param>
    /// <param name="most">The chattiest level to deliver. <see cref="BpfLogLevel.Debug"/> is several hundred lines a load.</param>
    public static void SetLog(Action<BpfLogLevel, string>? log, BpfLogLevel most = BpfLogLevel.Information) =>
        LibBpfLog.SetSink(log, most);

    /// <summary>
    /// Sends libbpf's log to a logger: warnings as warnings, information as debug and debug as trace, since libbpf's information is about
    /// its own steps. Only levels that the logger has enabled now are asked for.
    /// </summary>
    /// <param name="logger">The logger; null turns the log off. It takes the place of a delegate given to <see cref="SetLog"/>.</param>
    public static void SetLogger(ILogger? logger)
    {
        if (logger is null)
        {
            SetLog(null);
            return;
        }
        BpfLogLevel most = logger.IsEnabled(LogLevel.Trace) ? BpfLogLevel.Debug
            : logger.IsEnabled(LogLevel.Debug) ? BpfLogLevel.Information
            : BpfLogLevel.Warning;
        SetLog((level, line) =>
        {
            LogLevel its = level switch
            {
                BpfLogLevel.Warning => LogLevel.Warning,
                BpfLogLevel.Information => LogLevel.Debug,
                _ => LogLevel.Trace,
            };
            if (logger.IsEnabled(its))
                logger.Log(its, "{Line}", line);
        }, most);
    }
}
