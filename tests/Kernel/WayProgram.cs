// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>A program from workers/ways: started, and held at its beginning until the tool is attached.</summary>
internal sealed class WayProgram : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = Patience.Of(30);

    private readonly Process _process;

    private WayProgram(Process process) => _process = process;

    public string PidText => _process.Id.ToString(CultureInfo.InvariantCulture);

    /// <param name="source">Its file in workers/ways.</param>
    /// <param name="way">Its argument.</param>
    /// <param name="compilerArguments">What it was built with: the project file lists the programs with it in their names.</param>
    public static async Task<WayProgram> StartAsync(string source, string way, params string[] compilerArguments)
    {
        string program = Workers.Compiled(source + string.Concat(compilerArguments));
        Process process = Start(new ProcessStartInfo(program, [way])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }, isFor32Bits: compilerArguments.Contains("-m32"));
        var started = new WayProgram(process);
        Assert.Equal(started.PidText, await process.StandardOutput.ReadLineAsync().WaitAsync(Timeout));
        return started;
    }

    private static Process Start(ProcessStartInfo program, bool isFor32Bits)
    {
        const int noExec = 8;
        try
        {
            return Process.Start(program)!;
        }
        catch (Win32Exception e) when (isFor32Bits && e.NativeErrorCode == noExec)
        {
            Assert.Skip("32-bit programs: this kernel was built or started without them (CONFIG_IA32_EMULATION, ia32_emulation)");
            throw;
        }
    }

    /// <summary>The pid of its child, for the programs that say it.</summary>
    public async Task<string> ReadChildPidAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Timeout) ?? throw new InvalidOperationException("it says no child");

    /// <summary>Lets the program do its work and returns what it did.</summary>
    public async Task<IReadOnlyList<MessageFact>> RunAsync()
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
        string reply = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Timeout);
        await _process.WaitForExitAsync().WaitAsync(Timeout);
        Assert.Equal(0, _process.ExitCode);
        return FactReader.Messages(reply.TrimEnd('\n').Split('\n'));
    }

    /// <summary>Lets a program do its work that says no more of it than how many fds it passed, sent and received.</summary>
    public async Task<long> CountAsync()
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
        string reply = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Timeout);
        await _process.WaitForExitAsync().WaitAsync(Timeout);
        Assert.Equal(0, _process.ExitCode);
        return long.Parse(reply.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Lets a program that does not end do its work, and returns what it did.</summary>
    public async Task<IReadOnlyList<MessageFact>> BeginAsync(int messages)
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
        var lines = new List<string>();
        while (lines.Count < 3 * messages)
            lines.Add(await _process.StandardOutput.ReadLineAsync().WaitAsync(Timeout) ?? throw new InvalidOperationException("it ended"));
        return FactReader.Messages(lines);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }
}
