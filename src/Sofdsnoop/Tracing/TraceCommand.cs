// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;
using Sofdsnoop.Interop;
using Sofdsnoop.Output;

namespace Sofdsnoop.Tracing;

/// <summary>The tool without a subcommand.</summary>
internal static class TraceCommand
{
    public static int Run(TraceOptions options)
    {
        using var session = new TraceSession(options, new OutputFile(LibC.StandardOutput));
        session.Run(options.Duration, static () => false);
        session.ShowInFlight();
        session.Summarize();
        return 0;
    }
}
