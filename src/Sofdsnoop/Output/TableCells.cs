// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;

namespace Sofdsnoop.Output;

/// <summary>Cells of the tables: each <c>%-*s</c> and a blank, so that lines stay as scripts know them.</summary>
internal static class TableCells
{
    public const int TimeWidth = 14;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static void AddCell(this OutputBuffer output, ReadOnlySpan<byte> text, int width)
    {
        output.Add(text);
        output.EndCell(text.Length, width);
    }

    public static void AddCell(this OutputBuffer output, long number, int width)
    {
        var start = output.Length;
        output.Add(number);
        output.EndCell(output.Length - start, width);
    }

    /// <summary>Text that somebody else chose.</summary>
    public static void AddForeignCell(this OutputBuffer output, Screen screen, ReadOnlySpan<byte> text, int width)
    {
        var start = output.Length;
        output.EndForeignCell(screen, start, TextEscape.Append(output, text), width);
    }

    /// <summary>Ends a cell with such text: on a terminal it keeps to its width, elsewhere it is whole.</summary>
    public static void EndForeignCell(this OutputBuffer output, Screen screen, int start, int columns, int width) =>
        output.EndCell(screen.IsTerminal ? Fitting.FitCell(output, start, width) : columns, width);

    /// <summary>Which side a line tells of.</summary>
    public static void AddAction(this OutputBuffer output, Screen screen, ref readonly FdMessage message, int width)
    {
        var isSend = message.Action == (uint)FdAction.Send;
        output.Begin(screen, isSend ? Color.Sent : Color.Received);
        output.AddCell(isSend ? "SEND"u8 : "RECV"u8, width);
        output.End(screen);
    }

    /// <summary>
    /// The socket as <c>FD:socket:[INODE]</c>. What went another way has instead what the call was made on, like <c>FD:pidfd</c>, and where
    /// it was not the task's own call nothing.
    /// </summary>
    public static void AddSocketCell(this OutputBuffer output, ref readonly FdMessage message, int width)
    {
        var instead = EventWords.InsteadOfSocket(message.Via);
        if (!instead.IsEmpty && message.SocketFd < 0)
        {
            output.AddCell("-"u8, width);
            return;
        }

        var start = output.Length;
        output.Add(message.SocketFd);
        output.Add((byte)':');
        if (!instead.IsEmpty)
        {
            output.Add(instead);
        }
        else if (message.SocketIno == 0)
        {
            output.Add("N/A"u8);
        }
        else
        {
            output.Add("socket:["u8);
            output.Add(message.SocketIno);
            output.Add((byte)']');
        }

        output.EndCell(output.Length - start, width);
    }

    /// <summary>Seconds as <c>%-14.9f</c>, without the blank behind: the first column always was.</summary>
    public static void AddTime(this OutputBuffer output, long nanoseconds)
    {
        var start = output.Length;
        if (nanoseconds < 0)
            output.Add((byte)'-');
        var magnitude = nanoseconds < 0 ? 0 - (ulong)nanoseconds : (ulong)nanoseconds;
        output.Add(magnitude / NanosecondsPerSecond);
        output.Add((byte)'.');
        Span<byte> fraction = stackalloc byte[9];
        Utf8Formatter.TryFormat(magnitude % NanosecondsPerSecond, fraction, out _, new('D', 9));
        output.Add(fraction);
        output.Pad(output.Length - start, TimeWidth);
    }

    /// <summary>A line of its own in front of what is listed at the end.</summary>
    public static void AddInFlightTitle(OutputBuffer output, long fds, long forgotten)
    {
        output.Add("\nSent and not seen received: "u8);
        output.Add(fds);
        if (forgotten != 0)
        {
            output.Add(", of which the oldest are forgotten: "u8);
            output.Add(forgotten);
        }

        output.Add((byte)'\n');
    }

    public static void EndCell(this OutputBuffer output, int columns, int width)
    {
        output.Pad(columns, width);
        output.Add((byte)' ');
    }
}
