// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;
using Sofdsnoop.Joining;

namespace Sofdsnoop.Output;

/// <summary>
/// Turns records into lines, one for each fd. What all lines of a record share is made once (<see cref="Begin"/>) and copied
/// in front of each: a message has up to 253 fds.
/// </summary>
internal abstract class EventPrinter(OutputBuffer output)
{
    private static readonly Origin Unknown;

    private readonly NameJoiner _names = new();

    protected OutputBuffer Output { get; } = output;

    /// <summary>The column titles, for the formats that have some.</summary>
    public virtual void PrintHeader()
    {
    }

    /// <summary>The title of what is shown at the end, for the formats that have some.</summary>
    public virtual void PrintInFlightHeader(long fds, long forgotten)
    {
    }

    /// <param name="message">What to print.</param>
    /// <param name="peer">The process on the other side of the socket, as far as it is known.</param>
    /// <param name="origins">Who sent each of the fds, for those whose senders are known; may be shorter.</param>
    /// <returns>The fds that were printed.</returns>
    public int Print(in MessageRecord message, in PeerProcess peer = default, ReadOnlySpan<Origin> origins = default)
    {
        Begin(in message, in peer);
        var fds = 0;
        foreach (var entry in message)
        {
            ref readonly var origin = ref fds < origins.Length ? ref origins[fds] : ref Unknown;
            PrintFd(in message, in entry, _names.Join(in entry), in origin);
            fds++;
        }

        // a call that failed before it had any fds: there is still something to tell
        if (fds == 0 && message.Header.Result < 0)
            PrintWithoutFd(in message);
        return fds;
    }

    /// <summary>Prepares what the lines of this record share.</summary>
    protected abstract void Begin(in MessageRecord message, in PeerProcess peer);

    /// <summary>One line. An empty <paramref name="name"/> is that of an fd behind which there was no file.</summary>
    protected abstract void PrintFd(
        in MessageRecord message, in EntryRecord entry, ReadOnlySpan<byte> name, ref readonly Origin origin);

    /// <summary>The line of a message without fds.</summary>
    protected abstract void PrintWithoutFd(in MessageRecord message);
}
