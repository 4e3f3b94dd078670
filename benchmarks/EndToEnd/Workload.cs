// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sofdsnoop.EndToEnd;

/// <summary>What was passed in a time.</summary>
internal readonly record struct Passed(long Messages, long Fds, TimeSpan Time)
{
    public double Rate => Messages / Time.TotalSeconds;
}

/// <summary>The program of the kernel tests that passes fds (tests/Kernel/workers/fdpass), with its command <c>stress</c>.</summary>
internal sealed class Workload : IDisposable
{
    private const int Files = 253;

    private readonly Process _process;
    private readonly string _directory = Directory.CreateTempSubdirectory("end-to-end-").FullName;

    public Workload(string program)
    {
        var start = new ProcessStartInfo(program, [_directory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = Encoding.ASCII,
        };
        _process = Process.Start(start)!;
        Ask($"open f file {Files}");
    }

    public int Pid => _process.Id;

    /// <summary>Passes so many fds a message, over so many pairs of sockets at once, for that long.</summary>
    public Passed Run(Load load, TimeSpan time)
    {
        var milliseconds = (long)time.TotalMilliseconds;
        var words = Ask(string.Create(CultureInfo.InvariantCulture, $"stress f*{load.Fds} {load.Pairs} {milliseconds}"))[0].Split(' ');
        var messages = long.Parse(words[1], CultureInfo.InvariantCulture);
        var nanoseconds = long.Parse(words[2], CultureInfo.InvariantCulture);
        return new Passed(messages, messages * load.Fds, TimeSpan.FromMicroseconds(nanoseconds / 1e3));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private List<string> Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        var facts = new List<string>();
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line == "done")
                return facts;
            if (line.StartsWith("error ", StringComparison.Ordinal))
                throw new InvalidOperationException($"fdpass, at '{command}': {line}");
            facts.Add(line);
        }

        throw new InvalidOperationException($"fdpass ended at '{command}'");
    }
}

/// <summary>How it is passed.</summary>
internal readonly record struct Load(int Fds, int Pairs);
