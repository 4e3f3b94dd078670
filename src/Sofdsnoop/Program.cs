// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using Sofdsnoop;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Completions;
using Sofdsnoop.Demo;
using Sofdsnoop.Doctor;
using Sofdsnoop.Tracing;

const int Failure = 1;
const int WrongCommandLine = 2;

try
{
    if (args is [DemoProcess.Command, var name, var directory])
        return DemoWorkers.Run(name, directory);
    switch (new CommandLineParser().Parse(args))
    {
        case Invocation.Trace trace:
            return TraceCommand.Run(trace.Options);
        case Invocation.Demo demo:
            return DemoCommand.Run(demo.Options);
        case Invocation.Doctor:
            return DoctorCommand.Run();
        case Invocation.Completions completions:
            Messages.Print(CompletionScripts.For(completions.Shell)!);
            return 0;
        case Invocation.Wrong wrong:
            Messages.Say($"{wrong.Message}; {HelpText.Hint}");
            return WrongCommandLine;
        case Invocation.Version:
            Messages.Print($"sofdsnoop {typeof(Messages).Assembly.GetName().Version!.ToString(3)}\n");
            return 0;
        default:
            Messages.Print(HelpText.Text);
            return 0;
    }
}
catch (BpfException e)
{
    Messages.Say(e.Message);
    return Failure;
}
catch (DllNotFoundException)
{
    Messages.Say("libbpf is not installed: install the package libbpf1 (its name on Debian and Ubuntu)");
    return Failure;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Messages.Say(e.Message);
    return Failure;
}
