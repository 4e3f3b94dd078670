// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;
using Sofdsnoop.Joining;

namespace Sofdsnoop.Output;

/// <summary>The original's table: its columns, widths and order. With failed calls asked for, a RESULT stands before NAME.</summary>
internal sealed class TablePrinter(OutputBuffer output, Screen screen, TimeColumn? time, bool withFailed) : EventPrinter(output)
{
    private const int ActionWidth = 6;
    private const int TidWidth = 6;
    private const int CommWidth = 16;
    private const int SocketWidth = 25;
    private const int FdWidth = 5;
    private const int ResultWidth = 12;

    private readonly OutputBuffer _front = new(256);
    private readonly OutputBuffer _result = new(32);

    public override void PrintHeader()
    {
        Output.Begin(screen, Color.Title);
        if (time != null)
        {
            Output.Add(time.Title);
            Output.Pad(time.Title.Length, TableCells.TimeWidth);
        }

        Output.AddCell("ACTION"u8, ActionWidth);
        Output.AddCell("TID"u8, TidWidth);
        Output.AddCell("COMM"u8, CommWidth);
        Output.AddCell("SOCKET"u8, SocketWidth);
        Output.AddCell("FD"u8, FdWidth);
        if (withFailed)
            Output.AddCell("RESULT"u8, ResultWidth);
        Output.Add("NAME"u8);
        Output.End(screen);
        Output.Add((byte)'\n');
    }

    public override void PrintInFlightHeader(long fds, long forgotten)
    {
        TableCells.AddInFlightTitle(Output, fds, forgotten);
        if (fds > forgotten)
            PrintHeader();
    }

    protected override void Begin(in MessageRecord message, in PeerProcess peer)
    {
        ref readonly var header = ref message.Header;
        _front.Clear();
        if (time != null)
            _front.AddTime(time.Of(header.Ts));
        _front.AddAction(screen, in header, ActionWidth);
        _front.AddCell(header.Tid, TidWidth);
        _front.AddForeignCell(screen, header.CommText, CommWidth);
        _front.AddSocketCell(in header, SocketWidth);
        _result.Clear();
        if (withFailed)
            AddResult(header.Result);
    }

    protected override void PrintFd(
        in MessageRecord message, in EntryRecord entry, ReadOnlySpan<byte> name, ref readonly Origin origin)
    {
        var start = Output.Length;
        Output.Add(_front.Written);
        Output.AddCell(entry.Header.Fd, FdWidth);
        Output.Add(_result.Written);
        var nameStart = Output.Length;
        if (name.IsEmpty)
            Output.Add("N/A"u8);
        else
            TextEscape.Append(Output, name);
        Fitting.FitName(Output, screen, start, nameStart, Output.Length);
        Output.Add((byte)'\n');
    }

    protected override void PrintWithoutFd(in MessageRecord message)
    {
        Output.Add(_front.Written);
        Output.AddCell("-"u8, FdWidth);
        Output.Add(_result.Written);
        Output.Add("-\n"u8);
    }

    private void AddResult(long result)
    {
        if (result >= 0)
        {
            _result.AddCell("ok"u8, ResultWidth);
            return;
        }

        _result.Begin(screen, Color.Failure);
        var start = _result.Length;
        EventWords.AppendErrno(_result, result);
        _result.EndCell(_result.Length - start, ResultWidth);
        _result.End(screen);
    }
}
