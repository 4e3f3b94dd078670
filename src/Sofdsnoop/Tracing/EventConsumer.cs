// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;
using Sofdsnoop.Joining;
using Sofdsnoop.Output;

namespace Sofdsnoop.Tracing;

/// <summary>
/// Takes records from the kernel side: decodes, filters what the kernel could not, joins receives with their sends, prints, counts.
/// A receive may come before its send, whose call returns later. Where lines say who sent, such a record and all behind
/// it are held back for a moment, so that lines stay in the order in which the records came.
/// </summary>
internal sealed class EventConsumer(NameFilter names, EventPrinter printer, OutputBuffer buffer, OutputFile file, Joiner joiner)
{
    /// <summary>How long a receive waits for its send.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(20);

    /// <summary>Lines are written when so many bytes have come together, or when the batch has ended.</summary>
    private const int WriteAt = 64 << 10;

    private const int MostHeldBytes = 4 << 20;

    private const int CpuMask = 0xfff;

    private static readonly long HoldTicks = (long)(LongestHold.TotalSeconds * Stopwatch.Frequency);

    private readonly PeerTable _peers = new();
    private readonly RecordQueue _held = new(MostHeldBytes);

    // The last message of each CPU that a line was shown of: the kernel side's number of a message ends with its CPU's.
    private readonly ulong[] _lastMessage = new ulong[CpuMask + 1];

    // of the record that is shown next: the first one held, when there is one
    private readonly OriginList _origins = new();
    private readonly OriginList _unseen = new();

    /// <summary>Only these processes, when there are any: the kernel side can only look for one.</summary>
    public IReadOnlySet<uint>? Pids { get; init; }

    /// <summary>Whether the printer shows who sent what was received.</summary>
    public bool ShowsOrigins { get; init; }

    /// <summary>Messages shown. A message of several records counts with the first of them that came.</summary>
    public long Messages { get; private set; }

    /// <summary>Fds shown.</summary>
    public long Fds { get; private set; }

    /// <summary>Records that the kernel side could not leave out and that are not shown.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Records that are not what the kernel side of this version sends.</summary>
    public long Undecodable { get; private set; }

    /// <summary>Whether records are held back: then <see cref="ReleaseOverdue"/> must be called before long.</summary>
    public bool IsHolding => !_held.IsEmpty;

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
        _peers.Note(in header);
        var isShown = IsShown(in header);
        if (header.Action == (uint)FdAction.Send)
            joiner.NoteSent(in message, isShown);
        if (!isShown)
        {
            LeftOut++;
            // somebody got it all the same
            if (header.Action != (uint)FdAction.Send)
                joiner.TryJoin(in message, _unseen, isLastTry: true);
            _unseen.Clear();
        }
        else if (_held.IsEmpty && TryShow(in message, isLastTry: !ShowsOrigins))
        {
            return;
        }
        else
        {
            Hold(record, in message);
        }

        // what is held may have waited for this one
        if (header.Action == (uint)FdAction.Send)
            Release(long.MinValue);
    }

    /// <summary>Shows what has been held back long enough.</summary>
    public void ReleaseOverdue()
    {
        if (IsHolding)
            Release(Stopwatch.GetTimestamp());
    }

    /// <summary>Shows all that is held back: nothing comes any more.</summary>
    public void ReleaseAll() => Release(long.MaxValue);

    public void Flush()
    {
        file.Write(buffer.Written);
        buffer.Clear();
    }

    private bool IsShown(ref readonly FdMessage header) =>
        (Pids == null || Pids.Contains(header.Pid)) && (names.IsForKernel || names.Matches(header.CommText, header.ProcessCommText));

    private void Hold(ReadOnlySpan<byte> record, in MessageRecord message)
    {
        var due = Stopwatch.GetTimestamp() + HoldTicks;
        while (!_held.TryAdd(record, due))
        {
            if (_held.IsEmpty)
            {
                // longer than everything that may be held
                TryShow(in message, isLastTry: true);
                return;
            }

            ReleaseFirst(isLastTry: true);
        }
    }

    /// <summary>Shows the first ones held, up to one that still has to wait at that time.</summary>
    private void Release(long now)
    {
        while (!_held.IsEmpty && ReleaseFirst(isLastTry: _held.FirstDue <= now))
        {
        }
    }

    private bool ReleaseFirst(bool isLastTry)
    {
        var isWhole = MessageRecord.TryParse(_held.First, out var message);
        Debug.Assert(isWhole, "only whole records are held");
        if (!TryShow(in message, isLastTry))
            return false;
        _held.RemoveFirst();
        return true;
    }

    private bool TryShow(in MessageRecord message, bool isLastTry)
    {
        ref readonly var header = ref message.Header;
        if (header.Action != (uint)FdAction.Send && !joiner.TryJoin(in message, _origins, isLastTry))
            return false;
        CountMessage(header.Id);
        var peer = _peers.Find(header.PeerIno);
        Fds += printer.Print(in message, in peer, _origins.Span);
        _origins.Clear();
        if (buffer.Length >= WriteAt)
            Flush();
        return true;
    }

    /// <summary>The records of a message follow each other on their CPU; any of them may be lost.</summary>
    private void CountMessage(ulong id)
    {
        ref var last = ref _lastMessage[id & CpuMask];
        if (last != id)
            Messages++;
        last = id;
    }
}
