// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>What a run of the tool left: its output (one byte a char), its messages, its exit status.</summary>
internal sealed record ToolOutput(string Out, string Error, int ExitCode)
{
    public IReadOnlyList<string> TextLines => Out.Length == 0 ? [] : Out.TrimEnd('\n').Split('\n');

    public IReadOnlyList<JsonLine> Lines => [.. TextLines.Select(JsonLine.Parse)];
}

/// <summary>A running sofdsnoop. Every way out of a test ends it and makes sure that nothing of it stays in the kernel.</summary>
internal sealed partial class Tool : IAsyncDisposable
{
    private static readonly TimeSpan AttachTimeout = Patience.Of(30);
    private static readonly TimeSpan EndTimeout = Patience.Of(30);

    private readonly Process _process;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _output;
    private readonly Task _errors;
    private readonly StringBuilder _errorText = new();
    private readonly TaskCompletionSource<string> _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<string> _programs = [];
    private bool _ended;

    private Tool(Process process, bool isHeld)
    {
        _process = process;
        if (!isHeld)
            _held.SetResult();
        _output = ReadBytesAsync(process.StandardOutput.BaseStream, _held.Task);
        _errors = ReadErrorsAsync(process.StandardError);
    }

    /// <summary>The program under test: $SOFDSNOOP, or what build.sh leaves.</summary>
    public static string Program => Environment.GetEnvironmentVariable("SOFDSNOOP") ?? Path.Combine(Root, "artifacts", "sofdsnoop");

    public int Pid => _process.Id;

    public string Errors
    {
        get
        {
            lock (_errorText)
                return _errorText.ToString();
        }
    }

    /// <summary>The line with which the tool said that it sees everything from then on.</summary>
    public string AttachedLine => _attached.Task.Result;

    private static string Root
    {
        get
        {
            for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
            {
                if (File.Exists(Path.Combine(at, "Sofdsnoop.sln")))
                    return at;
            }
            throw new InvalidOperationException("not inside the repository: set SOFDSNOOP to the program to test");
        }
    }

    /// <summary>The hook the tool took, of <see cref="AttachedLine"/>.</summary>
    public string Hook => AttachedLine.Split(' ', ',')[1];

    /// <summary>Whether it looks at the kernel's functions, and not at system calls: docs/hooks.md says what that means.</summary>
    public bool SeesFunctions => Hook is "fentry" or "kprobe";

    /// <summary>
    /// Whether calls may be missing, by the hook's nature: docs/hooks.md says when newer kernels leave out a program. That it did must be
    /// in the summary. It is asked for where much goes on inside of programs: elsewhere nothing may be missing with any hook.
    /// </summary>
    public bool MayMiss(ToolOutput output) => Hook == "raw" && Summary.SkippedRuns(output) > 0;

    /// <summary>The names of the BPF programs that the tool holds, as bpftool prints them.</summary>
    public async Task<IReadOnlyList<string>> ProgramNamesAsync()
    {
        IReadOnlyDictionary<string, string> names = await Leftovers.LoadedAsync();
        return [.. _programs.Select(id => names[id])];
    }

    /// <summary>The hook that $SOFDSNOOP_HOOK forces on all tests; without it the tool takes the best.</summary>
    private static string? ForcedHook => Environment.GetEnvironmentVariable("SOFDSNOOP_HOOK") is { Length: > 0 } hook ? hook : null;

    /// <summary>The options for that hook.</summary>
    public static string[] HookArguments => ForcedHook is { } forced ? ["--hook", forced] : [];

    /// <summary>Starts the tool with --verbose and waits until it is attached, with the hook that was asked for.</summary>
    public static async Task<Tool> AttachAsync(params string[] arguments)
    {
        Tool tool = await AttachViaAsync(Program, ["--verbose", .. HookArguments, .. arguments]);
        Assert.Equal(ForcedHook ?? tool.Hook, tool.Hook);
        return tool;
    }

    /// <summary>Starts a program that starts the tool with --verbose, and waits until that is attached.</summary>
    public static Task<Tool> AttachViaAsync(string program, params string[] arguments) => WaitUntilAttachedAsync(Start(program, arguments));

    /// <summary>Starts the tool with --verbose and reads nothing of its output until <see cref="Release"/>.</summary>
    public static Task<Tool> AttachHeldAsync(params string[] arguments) =>
        WaitUntilAttachedAsync(Start(Program, ["--verbose", .. arguments], isHeld: true));

    /// <summary>Lets its output be read.</summary>
    public void Release() => _held.TrySetResult();

    private static async Task<Tool> WaitUntilAttachedAsync(Tool tool)
    {
        try
        {
            await Task.WhenAny(tool._attached.Task, tool._errors, Task.Delay(AttachTimeout));
            if (!tool._attached.Task.IsCompletedSuccessfully)
                throw new InvalidOperationException($"sofdsnoop did not attach\n{tool.Errors}");
            tool._programs = tool.LoadedPrograms();
            return tool;
        }
        catch
        {
            await tool.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the tool for JSON about one process.</summary>
    public static Task<Tool> AttachJsonAsync(Worker worker, params string[] arguments) =>
        AttachAsync(["--format", "json", "-p", worker.PidText, .. arguments]);

    /// <summary>Runs the tool, or a program that runs it, to its own end.</summary>
    public static async Task<ToolOutput> RunAsync(string program, params string[] arguments)
    {
        await using Tool tool = Start(program, arguments);
        return await tool.EndAsync();
    }

    /// <summary>Asks the tool to end and returns what it had to say; it must end with status 0.</summary>
    public async Task<ToolOutput> StopAsync(int signal = Native.SigInt)
    {
        Native.Signal(Pid, signal);
        ToolOutput output = await EndAsync();
        Assert.True(output.ExitCode == 0, $"exit status {output.ExitCode}\n{output.Error}");
        return output;
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ToolOutput> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(EndTimeout);
            await _errors.WaitAsync(EndTimeout);
            string output = await _output.WaitAsync(EndTimeout);
            _ended = true;
            // For scripts/vm/tests.py, if the test fails: it runs once more where the tool said that the kernel had left out programs.
            TestContext.Current.TestOutputHelper?.WriteLine(Errors);
            return new ToolOutput(output, Errors, _process.ExitCode);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"sofdsnoop did not end\n{Errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        await Task.WhenAny(Task.WhenAll(_output, _errors), Task.Delay(EndTimeout));
        if (_ended)
            await Leftovers.NoneAsync(_programs);
    }

    private static Tool Start(string program, IReadOnlyList<string> arguments, bool isHeld = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new Tool(process, isHeld);
    }

    private static async Task<string> ReadBytesAsync(Stream stream, Task held)
    {
        await held;
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return ByteText.Of(bytes.ToArray());
    }

    private async Task ReadErrorsAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            lock (_errorText)
                _errorText.AppendLine(CultureInfo.InvariantCulture, $"{line}");
            if (line.StartsWith("attached:", StringComparison.Ordinal))
                _attached.TrySetResult(line);
        }
    }

    /// <summary>The ids of the BPF programs the tool holds now, as the kernel tells them.</summary>
    private List<string> LoadedPrograms()
    {
        var ids = new List<string>();
        try
        {
            foreach (string path in Directory.GetFiles($"/proc/{Pid}/fdinfo"))
            {
                foreach (Match match in ProgramId().Matches(File.ReadAllText(path)))
                    ids.Add(match.Groups[1].Value);
            }
        }
        catch (IOException)
        {
            // It is gone already, as one is that cannot write its first line: it holds nothing any more.
        }
        return ids;
    }

    [GeneratedRegex(@"^prog_id:\s+(\d+)$", RegexOptions.Multiline)]
    private static partial Regex ProgramId();
}
