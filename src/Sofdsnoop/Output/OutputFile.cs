// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Output;

/// <summary>
/// A file descriptor to write to, standard output as a rule. Blocks while the reader does: what comes meanwhile waits in the
/// kernel's buffer, and what does not fit there is counted, so memory stays bounded.
/// </summary>
internal sealed class OutputFile(int fd)
{
    public int Fd => fd;

    /// <summary>True once the reader has gone. Nothing is written any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Writes all bytes, or until the reader has gone.</summary>
    /// <exception cref="IOException">The file cannot be written to, a full disk for one.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsClosed)
        {
            var written = LibC.Write(fd, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length);
            if (written >= 0)
                bytes = bytes[(int)written..];
            else
                HandleError(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Looks whether the reader has gone, without writing: a pipe that nobody reads reports an error, a socket a hang-up.</summary>
    public bool CheckClosed()
    {
        var poll = new LibC.PollFd { Fd = fd };
        if (!IsClosed && LibC.Poll(ref poll, 1, 0) > 0 && (poll.Returned & (LibC.POLLERR | LibC.POLLHUP)) != 0)
            IsClosed = true;
        return IsClosed;
    }

    private void HandleError(int errno)
    {
        switch (errno)
        {
            case LibC.EINTR:
                return;
            case LibC.EAGAIN:
                // somebody else made it non-blocking, a shared terminal for one
                var poll = new LibC.PollFd { Fd = fd, Events = LibC.POLLOUT };
                _ = LibC.Poll(ref poll, 1, -1);
                return;
            case LibC.EPIPE:
                IsClosed = true;
                return;
            default:
                throw new IOException($"cannot write the output: {Marshal.GetPInvokeErrorMessage(errno)}");
        }
    }
}
