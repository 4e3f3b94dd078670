// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// A running fdpass: passes file descriptors on command and says what the kernel told it about each. It ends with its stdin.
/// </summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan ReplyTimeout = Patience.Of(20);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string _runner;

    private Worker(Process process, Task<string> errors, string directory, string runner)
    {
        _process = process;
        _errors = errors;
        Directory = directory;
        _runner = runner;
    }

    /// <summary>Where its files are: a folder of its own, its working directory.</summary>
    public string Directory { get; }

    public int Pid => _process.Id;

    public string PidText => Pid.ToString(CultureInfo.InvariantCulture);

    public static Worker Start()
    {
        string directory = System.IO.Directory.CreateTempSubdirectory("fdpass-").FullName;
        var start = new ProcessStartInfo(Workers.Compiled("fdpass"), [directory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Encoding.ASCII,
            StandardOutputEncoding = Encoding.ASCII,
        };
        Process process = Process.Start(start)!;
        return new Worker(process, process.StandardError.ReadToEndAsync(), directory, "");
    }

    /// <summary>A worker that others can be told from by the name of its threads, for the tool's -n.</summary>
    public static async Task<(Worker Worker, string Comm)> StartNamedAsync()
    {
        string comm = "fdp" + Guid.NewGuid().ToString("N")[..9];
        Worker worker = Start();
        await worker.DoAsync("comm", ByteText.ToHex(comm));
        return (worker, comm);
    }

    /// <summary>A second process or thread that takes the same commands; it knows the fds that were open when it began.</summary>
    public async Task<Worker> ForkAsync(string name, string what = "process")
    {
        await DoAsync("runner", name, what);
        return new Worker(_process, _errors, Directory, $"@{name} ");
    }

    /// <summary>Runs a command and returns its facts; throws if the kernel refused it.</summary>
    public async Task<IReadOnlyList<string>> DoAsync(params string[] words)
    {
        (IReadOnlyList<string> facts, int error, string text) = await AskAsync(words);
        return error == 0 ? facts : throw new InvalidOperationException($"fdpass {string.Join(' ', words)}: {text}");
    }

    /// <summary>Runs a command that may fail and returns the errno, 0 for none.</summary>
    public async Task<int> TryAsync(params string[] words) => (await AskAsync(words)).Error;

    /// <summary>Has a runner begin with a command. It may have to wait; <see cref="TakeAsync"/> gets its facts.</summary>
    public Task PostAsync(string command) => AskRunnerAsync('+', command);

    /// <summary>The messages of the command that was posted, when it is done.</summary>
    public async Task<IReadOnlyList<MessageFact>> TakeAsync() => FactReader.Messages(await AskRunnerAsync('-', ""));

    public async Task<TaskFact> HelloAsync() => FactReader.Task(await DoAsync("hello"));

    /// <summary>Opens files of a kind: as slot <c>name</c>, or with a count as slots name0, name1, …</summary>
    public async Task<IReadOnlyList<FdFact>> OpenAsync(string slot, string kind, int count = 0) =>
        FactReader.Fds(await DoAsync("open", slot, kind, count.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Opens a file by the components of its path, below the worker's directory; the directories are made.</summary>
    public async Task<FdFact> CreateAsync(string slot, params string[] components) =>
        FactReader.Fds(await DoAsync(["create", slot, .. components.Select(ByteText.ToHex)])).Single();

    /// <summary>Two unix sockets connected to each other.</summary>
    public async Task<(FdFact First, FdFact Second)> PairAsync(string type, string first = "a", string second = "b")
    {
        IReadOnlyList<FdFact> ends = FactReader.Fds(await DoAsync("pair", first, second, type));
        return (ends[0], ends[1]);
    }

    /// <summary><c>CALL SOCKET [nonblock] [edge|cold] MESSAGE [/ MESSAGE]…</c></summary>
    public async Task<IReadOnlyList<MessageFact>> SendAsync(string what) => FactReader.Messages(await DoAsync("send", what));

    /// <summary><c>CALL SOCKET [nonblock] [peek] [edge|cold] [messages=N] [room=FDS] [control=BYTES] [stale=SLOTS]</c></summary>
    public async Task<IReadOnlyList<MessageFact>> ReceiveAsync(string what) => FactReader.Messages(await DoAsync("recv", what));

    private async Task<IReadOnlyList<string>> AskRunnerAsync(char how, string command)
    {
        (IReadOnlyList<string> facts, int error, string text) = await AskLineAsync($"{how}{_runner[1..]}{command}".TrimEnd());
        return error == 0 ? facts : throw new InvalidOperationException($"fdpass {command}: {text}");
    }

    private Task<(IReadOnlyList<string> Facts, int Error, string Text)> AskAsync(string[] words) =>
        AskLineAsync(_runner + string.Join(' ', words));

    private async Task<(IReadOnlyList<string> Facts, int Error, string Text)> AskLineAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        var facts = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(ReplyTimeout) is { } line)
        {
            if (line == "done")
                return (facts, 0, line);
            if (line.StartsWith("error ", StringComparison.Ordinal))
                return (facts, int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), line);
            facts.Add(line);
        }
        throw new InvalidOperationException($"fdpass ended at: {command}\n{await _errors}");
    }

    /// <summary>Sends a command whose end nobody waits for; the worker is to be killed.</summary>
    public async Task BeginAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (_runner.Length > 0)
            return; // ends with the worker that forked it
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience.Of(10));
        }
        catch (TimeoutException)
        {
            // it waits in a receive, and the test has failed for that already
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        finally
        {
            _process.Dispose();
            RemoveDirectory();
        }
    }

    // rm, because names that are not UTF-8 cannot be named in .NET
    private void RemoveDirectory()
    {
        using Process remove = Process.Start("rm", ["-rf", Directory]);
        remove.WaitForExit();
    }
}
