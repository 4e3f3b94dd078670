// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Output;

/// <summary>The printer that a command line asks for.</summary>
internal static class Printers
{
    public static EventPrinter Create(TraceOptions options, OutputBuffer output) => options.Format switch
    {
        OutputFormat.Json => new JsonPrinter(output, new FileId()),
        OutputFormat.Wide => new WidePrinter(output, options.Timestamp),
        _ => new TablePrinter(output, options.Timestamp, options.Failed),
    };
}
