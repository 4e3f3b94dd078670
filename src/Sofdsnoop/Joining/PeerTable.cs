// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Joining;

/// <summary>A process that was seen to use a socket.</summary>
internal struct PeerProcess
{
    /// <summary>0 when nobody is known.</summary>
    public uint Pid;

    /// <summary>The process's name.</summary>
    public FdMessage.ProcessCommArray Comm;
}

/// <summary>
/// Who was last seen to send or receive on which socket, so that its peer's lines can say who is on the other side. A table of
/// fixed size: each socket has a few places, and takes the one that was used longest ago.
/// </summary>
internal sealed class PeerTable
{
    private const int Sets = 4096;
    private const int Places = 4;

    private readonly Seen[] _seen = new Seen[Sets * Places];
    private ulong _clock;

    public void Note(ref readonly FdMessage header)
    {
        if (header.SocketIno == 0)
            return;
        var places = PlacesOf(header.SocketIno);
        var oldest = 0;
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i].Socket == header.SocketIno)
            {
                oldest = i;
                break;
            }

            if (places[i].Used < places[oldest].Used)
                oldest = i;
        }

        places[oldest] = new Seen
        {
            Socket = header.SocketIno,
            Used = ++_clock,
            Process = new PeerProcess { Pid = header.Pid, Comm = header.ProcessComm },
        };
    }

    /// <summary>Who uses this socket; nobody known when the result's pid is 0.</summary>
    public PeerProcess Find(ulong socket)
    {
        if (socket != 0)
        {
            foreach (ref readonly var seen in PlacesOf(socket))
            {
                if (seen.Socket == socket)
                    return seen.Process;
            }
        }

        return default;
    }

    private Span<Seen> PlacesOf(ulong socket) => _seen.AsSpan((int)(socket % Sets) * Places, Places);

    private struct Seen
    {
        public ulong Socket;
        public ulong Used;
        public PeerProcess Process;
    }
}
