// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Output;

/// <summary>The printers that a command line asks for.</summary>
internal sealed class Printers(TraceOptions options, OutputBuffer output, Screen screen)
{
    // one for all: a file has the same id wherever it is shown
    private readonly FileId _fileId = new();

    /// <summary>The printer of events as they come.</summary>
    public EventPrinter Events() => Create(TimeColumn.SinceFirst(options.Timestamp), inFlight: false);

    /// <summary>The printer of what is still under way at a moment, in ns of CLOCK_BOOTTIME.</summary>
    public EventPrinter InFlight(ulong moment) => Create(TimeColumn.AgeAt(moment), inFlight: true);

    private EventPrinter Create(TimeColumn? time, bool inFlight) => options.Format switch
    {
        OutputFormat.Json => new JsonPrinter(output, _fileId, inFlight),
        OutputFormat.Wide => new WidePrinter(output, screen, time, options.AllPaths),
        _ => new TablePrinter(output, screen, time, options.Failed),
    };
}
