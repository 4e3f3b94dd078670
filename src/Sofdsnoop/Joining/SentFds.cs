// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Joining;

/// <summary>One fd of a message that was sent.</summary>
internal struct SentFd
{
    /// <summary>The struct file's address.</summary>
    public ulong File;

    /// <summary>Its number in the sender.</summary>
    public int Fd;

    /// <summary>Where <see cref="RecordStore"/> has its record; 0 for nowhere.</summary>
    public int Stored;

    /// <summary>The next one of the message; 0 for none.</summary>
    public int Next;

    /// <summary>Its place in the message.</summary>
    public ushort Index;

    public bool IsReceived;
}

/// <summary>
/// The fds of all messages under way, each message's in a chain. Grows by doubling up to a limit; within what it has grown to, nothing
/// is allocated.
/// </summary>
internal sealed class SentFds(int limit)
{
    private const int FirstCapacity = 1024;

    // Number 0 is not used, so that it can be the end of a chain.
    private SentFd[] _fds = new SentFd[1];
    private int _free;
    private int _used;

    public bool IsFull => _used == limit;

    public ref SentFd this[int fd] => ref _fds[fd];

    /// <summary>A new one, not in any chain yet. Not when <see cref="IsFull"/>.</summary>
    public int Add(in SentFd value)
    {
        if (_free == 0)
            Grow();
        var added = _free;
        _free = _fds[added].Next;
        _fds[added] = value;
        _used++;
        return added;
    }

    public void Remove(int fd)
    {
        _fds[fd].Next = _free;
        _free = fd;
        _used--;
    }

    private void Grow()
    {
        var used = _fds.Length;
        Array.Resize(ref _fds, Math.Min(Math.Max((used - 1) * 2, FirstCapacity), limit) + 1);
        for (var fd = _fds.Length - 1; fd >= used; fd--)
            Remove(fd);
        _used = used - 1;
    }
}
