// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sofdsnoop.EndToEnd;

/// <summary>Ours: a line for each fd, with its name.</summary>
internal sealed partial class SofdsnoopTracer(string path, params string[] arguments) : Tracer
{
    public override long FileSize => new FileInfo(path).Length;

    public override IReadOnlyList<string> Command(int pid)
    {
        // this process passes no fds
        var target = FiltersOut ? Environment.ProcessId : pid;
        return [path, "--verbose", "-p", target.ToString(CultureInfo.InvariantCulture), .. arguments];
    }

    public override long Due(Passed passed) => FiltersOut ? 0 : 2 * passed.Fds;

    public override Seen Count(string outputPath, string errors)
    {
        var summary = Summary().Match(errors);
        if (!summary.Success)
            throw new InvalidOperationException($"{Name} ended without a summary: {errors}");
        // the lines are what counts: what it says of them must be so
        var lines = Lines.Count(outputPath) - (Array.IndexOf(arguments, "json") < 0 ? 1 : 0);
        var said = long.Parse(summary.Groups["fds"].ValueSpan, CultureInfo.InvariantCulture);
        if (lines != said)
            throw new InvalidOperationException($"{Name} shows {lines} lines and says {said} fds");
        return new Seen(lines, long.Parse(summary.Groups["lost"].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\b\d+ messages?, (?<fds>\d+) fds?, (?<lost>\d+) lost")]
    private static partial Regex Summary();
}

/// <summary>The C program in bare/: libbpf's reader, a line a message, no names.</summary>
internal sealed partial class BareTracer(string directory) : Tracer
{
    public override long FileSize => new DirectoryInfo(directory).EnumerateFiles("bare*").Sum(static file => file.Length);

    public override IReadOnlyList<string> Command(int pid)
    {
        var target = FiltersOut ? Environment.ProcessId : pid;
        return [Path.Combine(directory, "bare"), Path.Combine(directory, "bare.bpf.o"), Hook, target.ToString(CultureInfo.InvariantCulture)];
    }

    public override long Due(Passed passed) => FiltersOut ? 0 : 2 * passed.Messages;

    public override Seen Count(string outputPath, string errors)
    {
        var end = End().Match(errors);
        if (!end.Success)
            throw new InvalidOperationException($"{Name} ended without its counts: {errors}");
        return new Seen(Lines.Count(outputPath), long.Parse(end.Groups["lost"].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^shown \d+ lost (?<lost>\d+)", RegexOptions.Multiline)]
    private static partial Regex End();
}

/// <summary>A line for each system call, and a stop of the process at its begin and its end.</summary>
internal sealed class StraceTracer : Tracer
{
    public override IReadOnlyList<string> Command(int pid) =>
        ["strace", "-f", "-e", "trace=sendmsg,recvmsg", "-o", "/dev/stdout", "-p", pid.ToString(CultureInfo.InvariantCulture)];

    public override bool IsReady(string line) => line.Contains(" attached", StringComparison.Ordinal);

    public override Seen Count(string outputPath, string errors) =>
        new(Lines.Count(outputPath, static line => line.Contains(" sendmsg(") || line.Contains(" recvmsg(")), 0);
}

/// <summary>The original, bcc's. It says nothing of what it loses.</summary>
internal sealed class BccTracer(string script) : Tracer
{
    public override bool BeginsSlowly => true;

    // its last step before it reads
    public override Func<int, bool>? LooksReady => ProcFile.MapsPerfEvents;

    public override bool IsReady(string line) => false;

    public override IReadOnlyList<string> Command(int pid)
    {
        var target = FiltersOut ? Environment.ProcessId : pid;
        return ["python3", script, "-p", target.ToString(CultureInfo.InvariantCulture)];
    }

    public override long Due(Passed passed) => FiltersOut ? 0 : 2 * passed.Fds;

    public override Seen Count(string outputPath, string errors) =>
        new(Lines.Count(outputPath, static line => line.StartsWith("SEND") || line.StartsWith("RECV")), null);
}

/// <summary>Counts the lines of a file that may have gigabytes.</summary>
internal static class Lines
{
    public static long Count(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[1 << 20];
        long count = 0;
        while (file.Read(buffer) is > 0 and var length)
            count += buffer.AsSpan(0, length).Count((byte)'\n');
        return count;
    }

    public static long Count(string path, Func<string, bool> isCounted) => File.ReadLines(path).LongCount(isCounted);
}
