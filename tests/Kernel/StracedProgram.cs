// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>A Python program from the workers folder under strace. It says its pid, then waits until it is told to go.</summary>
internal sealed class StracedProgram : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = Patience.Of(60);

    private readonly Process _strace;
    private readonly string _folder;

    private StracedProgram(Process strace, string folder)
    {
        _strace = strace;
        _folder = folder;
    }

    /// <summary>The program's first process.</summary>
    public int Pid { get; private set; }

    private string Prefix => Path.Combine(_folder, "trace");

    public static async Task<StracedProgram> StartAsync(string script, string comm)
    {
        string folder = Directory.CreateTempSubdirectory("strace-").FullName;
        string[] arguments =
        [
            "-ff", "-y", "-e", "trace=sendmsg,recvmsg", "-o", Path.Combine(folder, "trace"),
            "python3", Path.Combine(Workers.Sources, script), folder, comm,
        ];
        Process strace = Process.Start(new ProcessStartInfo("strace", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var program = new StracedProgram(strace, folder);
        string pid = await strace.StandardOutput.ReadLineAsync().WaitAsync(Timeout) ?? throw new InvalidOperationException("strace failed");
        program.Pid = int.Parse(pid, CultureInfo.InvariantCulture);
        return program;
    }

    /// <summary>Lets the program do its work and returns what strace saw of it.</summary>
    public async Task<IReadOnlyList<TracedFd>> RunAsync()
    {
        await _strace.StandardInput.WriteLineAsync("go");
        await _strace.StandardInput.FlushAsync();
        await _strace.WaitForExitAsync().WaitAsync(Timeout);
        Assert.Equal(0, _strace.ExitCode);
        return Strace.Read(Prefix);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_strace.HasExited)
        {
            _strace.Kill(entireProcessTree: true);
            await _strace.WaitForExitAsync();
        }
        _strace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
