// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;
using Sofdsnoop.Interop;
using Sofdsnoop.Output;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Demo;

/// <summary>Starts two processes that pass each other descriptors, shows that, and ends.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    public static int Run(TraceOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("sofdsnoop-demo-").FullName;
        try
        {
            return Run(options, directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static int Run(TraceOptions options, string directory)
    {
        using var receiver = new DemoProcess(DemoWorkers.Receiver, directory);
        using var sender = new DemoProcess(DemoWorkers.Sender, directory);
        var names = NameFilter.ForWord(DemoWorkers.CommonName);
        var pids = new HashSet<uint> { receiver.Pid, sender.Pid };
        using var session = new TraceSession(options with { Name = names }, new OutputFile(LibC.StandardOutput), pids);
        if (!receiver.WaitUntilReady() || !sender.WaitUntilReady())
            return 1;
        Messages.Say($"process {sender.Pid} connects to process {receiver.Pid} and passes it file descriptors: of files, a pipe, "
            + "a memory file, a network socket and others.\n"
            + "Each line is one descriptor: SEND where it comes from, RECV where it arrives, under a number of its own there.");
        receiver.Go();
        sender.Go();

        const long Expected = 2 * DemoWorkers.FdsPassed;
        var completed = session.Run(TimeLimit, () => session.Fds >= Expected || receiver.HasFailed || sender.HasFailed);
        session.Summarize();
        if (!completed || session.Fds == Expected)
            return 0;
        Messages.Say($"the demo showed {session.Fds} descriptors, not the {Expected} that its processes pass");
        return 1;
    }
}
