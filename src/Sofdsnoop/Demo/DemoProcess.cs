// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Sofdsnoop.Demo;

/// <summary>One of the demo's processes, seen from the demo. It ends by itself when the demo is gone.</summary>
internal sealed class DemoProcess : IDisposable
{
    /// <summary>The hidden command that makes this program a worker of the demo: followed by its name and directory.</summary>
    public const string Command = "demo-worker";

    private readonly string _name;
    private readonly Process _process;

    public DemoProcess(string name, string directory)
    {
        _name = name;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // started by the dotnet command, that is the program, and we are its first argument
        if (Path.GetFileName(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(name);
        start.ArgumentList.Add(directory);
        _process = Process.Start(start)!;
    }

    public uint Pid => (uint)_process.Id;

    public bool HasFailed => _process.HasExited && _process.ExitCode != 0;

    /// <summary>False when it could not start; it has said why.</summary>
    public bool WaitUntilReady()
    {
        if (_process.StandardOutput.ReadLine() == DemoWorkers.Ready)
            return true;
        Messages.Say($"the process {_name} of the demo could not start");
        return false;
    }

    public void Go() => _process.StandardInput.WriteLine("go");

    public void Dispose()
    {
        // one that still waits to be told to go ends with that
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromMilliseconds(500)))
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
