// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;
using Sofdsnoop.Joining;

namespace Sofdsnoop.Output;

/// <summary>
/// The table with all that is known: who (PID, UID), how (VIA, FLAGS), where to (PATH), what (KIND) and with which RESULT. An arrow behind
/// a name leads to who sent it; names and comms have no arrows, which are escaped here.
/// </summary>
internal sealed class WidePrinter(OutputBuffer output, Screen screen, TimeColumn? time, bool withAllPaths) : EventPrinter(output)
{
    private const int ActionWidth = 6;
    private const int ViaWidth = 8;
    private const int OtherViaWidth = 16;
    private const int PidWidth = 7;
    private const int UidWidth = 5;
    private const int CommWidth = 16;
    private const int SocketWidth = 22;
    private const int FdWidth = 5;
    private const int KindWidth = 9;
    private const int PartWidth = 7;
    private const int ResultWidth = 8;
    private const int FlagsWidth = 5;

    // What the columns of fixed width take, each with the blank behind it, and what should be left for a name and who sent it.
    private const int FixedWidth = ActionWidth + ViaWidth + (2 * PidWidth) + UidWidth + CommWidth + SocketWidth + FdWidth + KindWidth + PartWidth
        + ResultWidth + FlagsWidth + 14;

    private const int NameRoom = 70;

    // These two have names in them: a terminal that is narrow or wide gives them less room or more.
    private readonly int _pathWidth = Elastic(screen, 24, least: 12, most: 40);
    private readonly int _peerWidth = Elastic(screen, 20, least: 12, most: 24);

    // the words for the other paths are longer
    private readonly int _viaWidth = withAllPaths ? OtherViaWidth : ViaWidth;
    private readonly OutputBuffer _front = new(512);
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
        Output.AddCell("VIA"u8, _viaWidth);
        Output.AddCell("PID"u8, PidWidth);
        Output.AddCell("TID"u8, PidWidth);
        Output.AddCell("UID"u8, UidWidth);
        Output.AddCell("COMM"u8, CommWidth);
        Output.AddCell("SOCKET"u8, SocketWidth);
        Output.AddCell("PATH"u8, _pathWidth);
        Output.AddCell("PEER"u8, _peerWidth);
        Output.AddCell("MSG"u8, PartWidth);
        Output.AddCell("RESULT"u8, ResultWidth);
        Output.AddCell("FLAGS"u8, FlagsWidth);
        Output.AddCell("FD"u8, FdWidth);
        Output.AddCell("KIND"u8, KindWidth);
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
        _front.AddCell(EventWords.Via(header.Via), _viaWidth);
        _front.AddCell(header.Pid, PidWidth);
        _front.AddCell(header.Tid, PidWidth);
        _front.AddCell(header.Uid, UidWidth);
        _front.AddForeignCell(screen, header.CommText, CommWidth);
        _front.AddSocketCell(in header, SocketWidth);
        AddPath(message.SocketPath);
        AddPeer(in peer);
        _result.Clear();
        if (header.Result >= 0)
        {
            _result.AddCell(header.Result, ResultWidth);
            return;
        }

        _result.Begin(screen, Color.Failure);
        var start = _result.Length;
        EventWords.AppendErrno(_result, header.Result);
        _result.EndCell(_result.Length - start, ResultWidth);
        _result.End(screen);
    }

    protected override void PrintFd(
        in MessageRecord message, in EntryRecord entry, ReadOnlySpan<byte> name, ref readonly Origin origin)
    {
        var start = Output.Length;
        Output.Add(_front.Written);
        AddPart(entry.Header.Index + 1, message.Header.Count);
        Output.Add(_result.Written);
        AddFlags(message.Header.Flags, entry.Has(NameFlags.Truncated));
        Output.AddCell(entry.Header.Fd, FdWidth);
        Output.AddCell(FileKind.Of(in entry), KindWidth);
        var nameStart = Output.Length;
        if (name.IsEmpty)
            Output.Add("N/A"u8);
        else
            TextEscape.Append(Output, name, TextEscape.Arrow);
        var nameEnd = Output.Length;
        if (origin.IsKnown)
            AddOrigin(in origin);
        Fitting.FitName(Output, screen, start, nameStart, nameEnd);
        Output.Add((byte)'\n');
    }

    protected override void PrintWithoutFd(in MessageRecord message)
    {
        Output.Add(_front.Written);
        AddPart(0, message.Header.Count);
        Output.Add(_result.Written);
        AddFlags(message.Header.Flags, nameTruncated: false);
        Output.AddCell("-"u8, FdWidth);
        Output.AddCell("-"u8, KindWidth);
        Output.Add("-\n"u8);
    }

    private static int Elastic(Screen screen, int usual, int least, int most) =>
        screen.IsTerminal ? Math.Clamp((screen.Columns - FixedWidth - NameRoom) / 2, least, most) : usual;

    private void AddPath(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            _front.AddCell("-"u8, _pathWidth);
            return;
        }

        var start = _front.Length;
        _front.EndForeignCell(screen, start, SocketName.AppendText(_front, path), _pathWidth);
    }

    private void AddPeer(ref readonly PeerProcess peer)
    {
        if (peer.Pid == 0)
        {
            _front.AddCell("-"u8, _peerWidth);
            return;
        }

        var start = _front.Length;
        _front.Add(peer.Pid);
        _front.Add((byte)' ');
        var columns = _front.Length - start;
        columns += TextEscape.Append(_front, peer.Comm.Text);
        _front.EndForeignCell(screen, start, columns, _peerWidth);
    }

    /// <summary>Like <c> ← 2576 Web Content fd 51 (0.4 ms)</c>.</summary>
    private void AddOrigin(ref readonly Origin origin)
    {
        Output.Begin(screen, Color.Aside);
        Output.Add(" ← "u8);
        Output.Add(origin.Pid);
        Output.Add((byte)' ');
        TextEscape.Append(Output, origin.Comm.Text, TextEscape.Arrow);
        Output.Add(" fd "u8);
        Output.Add(origin.Fd);
        Output.Add(" ("u8);
        Latency.Append(Output, origin.Latency);
        Output.Add((byte)')');
        Output.End(screen);
    }

    private void AddPart(int number, int count)
    {
        var start = Output.Length;
        Output.Add(number);
        Output.Add((byte)'/');
        Output.Add(count);
        Output.EndCell(Output.Length - start, PartWidth);
    }

    private void AddFlags(byte flags, bool nameTruncated)
    {
        var start = Output.Length;
        if (EventWords.HasFlags(flags, nameTruncated))
            EventWords.AppendFlags(Output, flags, nameTruncated, ","u8);
        else
            Output.Add((byte)'-');
        Output.EndCell(Output.Length - start, FlagsWidth);
    }
}
