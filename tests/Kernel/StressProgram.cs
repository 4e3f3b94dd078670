// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>The program from workers/stress: built, started, and held at its beginning until the tool is attached.</summary>
internal sealed class StressProgram : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private StressProgram(Process process, string name)
    {
        _process = process;
        Name = name;
    }

    /// <summary>What its processes are called, for the tool's -n.</summary>
    public string Name { get; }

    public static async Task<StressProgram> StartAsync(int pairs, int fds, int messages)
    {
        string name = "st" + Guid.NewGuid().ToString("N")[..9];
        Process process = Process.Start(new ProcessStartInfo(Workers.Compiled("stress"), [name, Text(pairs), Text(fds), Text(messages)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var started = new StressProgram(process, name);
        await process.StandardOutput.ReadLineAsync().WaitAsync(Timeout);
        return started;
    }

    /// <summary>Lets it do its work.</summary>
    /// <returns>How many fds arrived, as its receivers counted them.</returns>
    public async Task<long> RunAsync()
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
        string reply = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Timeout);
        await _process.WaitForExitAsync().WaitAsync(Timeout);
        Assert.Equal(0, _process.ExitCode);
        return long.Parse(reply.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
