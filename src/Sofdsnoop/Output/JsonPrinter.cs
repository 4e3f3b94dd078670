// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;
using Sofdsnoop.Joining;

namespace Sofdsnoop.Output;

/// <summary>One object a line, its keys always in the same order; a key whose value is not known is left out.</summary>
internal sealed class JsonPrinter(OutputBuffer output, FileId fileId, bool inFlight = false) : EventPrinter(output)
{
    private readonly OutputBuffer _front = new(512);
    private readonly OutputBuffer _back = new(128);

    protected override void Begin(in MessageRecord message, in PeerProcess peer)
    {
        ref readonly var header = ref message.Header;
        _front.Clear();
        _front.Add("{\"ts\":"u8);
        _front.Add(header.Ts);
        _front.Add(",\"action\":\""u8);
        _front.Add(inFlight ? "in_flight"u8 : header.Action == (uint)FdAction.Send ? "send"u8 : "recv"u8);
        _front.Add("\",\"via\":\""u8);
        _front.Add(EventWords.Via(header.Via));
        AddKey("\",\"pid\":"u8, header.Pid);
        AddKey(",\"tid\":"u8, header.Tid);
        AddKey(",\"uid\":"u8, header.Uid);
        _front.Add(",\"comm\":"u8);
        JsonEscape.Append(_front, header.CommText);
        AddKey(",\"socket_fd\":"u8, header.SocketFd);
        AddSocket(in message);
        _front.Add(",\"message\":"u8);
        _front.Add(header.Id);
        MakeBack(header.Result, in peer);
    }

    protected override void PrintFd(
        in MessageRecord message, in EntryRecord entry, ReadOnlySpan<byte> name, ref readonly Origin origin)
    {
        Output.Add(_front.Written);
        Output.Add(",\"index\":"u8);
        Output.Add(entry.Header.Index);
        Output.Add(",\"count\":"u8);
        Output.Add(message.Header.Count);
        Output.Add(",\"fd\":"u8);
        Output.Add(entry.Header.Fd);
        Output.Add(",\"kind\":\""u8);
        Output.Add(FileKind.Of(in entry));
        Output.Add((byte)'"');
        if (!name.IsEmpty)
        {
            Output.Add(",\"name\":"u8);
            JsonEscape.Append(Output, name);
        }

        if (entry.Header.File != 0)
        {
            Output.Add(",\"file\":\""u8);
            Output.AddHex(fileId.Of(entry.Header.File));
            Output.Add((byte)'"');
        }

        AddFlags(message.Header.Flags, entry.Has(NameFlags.Truncated));
        Output.Add(_back.Written);
        if (origin.IsKnown)
            AddOrigin(in origin);
        Output.Add("}\n"u8);
    }

    protected override void PrintWithoutFd(in MessageRecord message)
    {
        Output.Add(_front.Written);
        Output.Add(",\"count\":"u8);
        Output.Add(message.Header.Count);
        AddFlags(message.Header.Flags, nameTruncated: false);
        Output.Add(_back.Written);
        Output.Add("}\n"u8);
    }

    private void AddKey(ReadOnlySpan<byte> key, long value)
    {
        _front.Add(key);
        _front.Add(value);
    }

    private void AddSocket(in MessageRecord message)
    {
        ref readonly var header = ref message.Header;
        if (header.SocketIno != 0)
        {
            _front.Add(",\"socket\":\"socket:["u8);
            _front.Add(header.SocketIno);
            _front.Add("]\""u8);
        }

        if (!message.SocketPath.IsEmpty)
        {
            _front.Add(",\"socket_path\":"u8);
            SocketName.AppendJson(_front, message.SocketPath);
        }

        if (header.PeerIno != 0)
        {
            _front.Add(",\"peer_socket\":"u8);
            _front.Add(header.PeerIno);
        }
    }

    private void AddFlags(byte flags, bool nameTruncated)
    {
        if (!EventWords.HasFlags(flags, nameTruncated))
            return;
        Output.Add(",\"flags\":[\""u8);
        EventWords.AppendFlags(Output, flags, nameTruncated, "\",\""u8);
        Output.Add("\"]"u8);
    }

    private void AddOrigin(ref readonly Origin origin)
    {
        Output.Add(",\"from\":{\"pid\":"u8);
        Output.Add(origin.Pid);
        Output.Add(",\"tid\":"u8);
        Output.Add(origin.Tid);
        Output.Add(",\"comm\":"u8);
        JsonEscape.Append(Output, origin.Comm.Text);
        Output.Add(",\"fd\":"u8);
        Output.Add(origin.Fd);
        Output.Add("},\"latency_ns\":"u8);
        Output.Add(origin.Latency);
    }

    /// <summary>What follows the flags and is the same for all fds.</summary>
    private void MakeBack(long result, ref readonly PeerProcess peer)
    {
        _back.Clear();
        _back.Add(",\"result\":"u8);
        if (result >= 0)
        {
            _back.Add(result);
        }
        else
        {
            _back.Add("\"-"u8);
            EventWords.AppendErrno(_back, result);
            _back.Add((byte)'"');
        }

        if (peer.Pid == 0)
            return;
        _back.Add(",\"peer\":{\"pid\":"u8);
        _back.Add(peer.Pid);
        _back.Add(",\"comm\":"u8);
        JsonEscape.Append(_back, peer.Comm.Text);
        _back.Add((byte)'}');
    }
}
