// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;
using Sofdsnoop.Output;

namespace Sofdsnoop.Tracing;

/// <summary>Takes records from the kernel side: decodes, filters what the kernel could not, prints, counts.</summary>
internal sealed class EventConsumer(NameFilter names, EventPrinter printer, OutputBuffer buffer, OutputFile file)
{
    /// <summary>Lines are written when so many bytes have come together, or when the batch has ended.</summary>
    private const int WriteAt = 64 << 10;

    /// <summary>Only these processes, when there are any: the kernel side can only look for one.</summary>
    public IReadOnlySet<uint>? Pids { get; init; }

    /// <summary>Messages shown. A message of several records counts with its first.</summary>
    public long Messages { get; private set; }

    /// <summary>Fds shown.</summary>
    public long Fds { get; private set; }

    /// <summary>Records that are not what the kernel side of this version sends.</summary>
    public long Undecodable { get; private set; }

    /// <summary>Shows the column titles, before anything has happened.</summary>
    public void Begin()
    {
        printer.PrintHeader();
        Flush();
    }

    /// <summary>Formats a record. Written when the batch ends (<see cref="Flush"/>), or earlier.</summary>
    public void Consume(ReadOnlySpan<byte> record)
    {
        if (!MessageRecord.TryParse(record, out var message))
        {
            Undecodable++;
            return;
        }

        ref readonly var header = ref message.Header;
        if (Pids is { } pids && !pids.Contains(header.Pid))
            return;
        if (!names.Matches(header.CommText, header.ProcessCommText))
            return;
        if (header.First == 0)
            Messages++;
        Fds += printer.Print(in message);
        if (buffer.Length >= WriteAt)
            Flush();
    }

    public void Flush()
    {
        file.Write(buffer.Written);
        buffer.Clear();
    }
}
