// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>A program from workers/ways: built, started, and held at its beginning until the tool is attached.</summary>
internal sealed class WayProgram : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _folder;

    private WayProgram(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    public string PidText => _process.Id.ToString(CultureInfo.InvariantCulture);

    public static async Task<WayProgram> StartAsync(string source, string way, params string[] compilerArguments)
    {
        string folder = Directory.CreateTempSubdirectory("way-").FullName;
        string program = Path.Combine(folder, source);
        string path = Path.Combine(WorkerBuild.Sources, "ways", source + ".c");
        await RunAsync("cc", ["-O1", "-g", "-std=gnu11", "-Wall", "-Wextra", "-Werror", path, "-o", program, .. compilerArguments]);
        Process process = Process.Start(new ProcessStartInfo(program, [way])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var started = new WayProgram(process, folder);
        Assert.Equal(started.PidText, await process.StandardOutput.ReadLineAsync().WaitAsync(Timeout));
        return started;
    }

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

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
