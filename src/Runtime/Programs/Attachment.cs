// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>What holds a program where it is attached, behind <see cref="BpfLink"/>.</summary>
internal abstract class Attachment : IDisposable
{
    internal abstract bool IsClosed { get; }

    /// <summary>The kernel's link, for calls that need one; throws where the attachment is none.</summary>
    internal abstract FileDescriptor Fd { get; }

    /// <summary>Replaces the program. False when this kind of attachment cannot.</summary>
    internal abstract int Update(nint program, int fd);

    public abstract void Dispose();
}

/// <summary>A <c>struct bpf_link</c>.</summary>
internal sealed class LibbpfAttachment(nint link) : Attachment
{
    private readonly LinkHandle _link = new(link);
    private FileDescriptor? _fd;

    internal override bool IsClosed => _link.IsClosed;

    // A descriptor of our own: the link closes its own one when it likes.
    internal override FileDescriptor Fd => _fd ??= LibC.Duplicate(LibBpf.bpf_link__fd(_link), "keep a link open");

    internal override int Update(nint program, int fd) => LibBpf.bpf_link__update_program(_link, program);

    public override void Dispose()
    {
        _fd?.Dispose();
        _link.Dispose();
    }
}

/// <summary>A link of the kernel by its descriptor.</summary>
internal sealed unsafe class FdAttachment(FileDescriptor fd) : Attachment
{
    internal override bool IsClosed => fd.IsClosed;

    internal override FileDescriptor Fd => fd;

    internal override int Update(nint program, int programFd) => LibBpf.bpf_link_update(fd, programFd, null);

    public override void Dispose() => fd.Dispose();
}

/// <summary>A program attached by <c>BPF_PROG_ATTACH</c> to a map: no link, to be undone by hand.</summary>
internal sealed class MapAttachment(FileDescriptor program, FileDescriptor map, int attachType) : Attachment
{
    internal override bool IsClosed => program.IsClosed;

    internal override FileDescriptor Fd => throw new InvalidOperationException("A program attached to a map of sockets has no link in the kernel.");

    internal override int Update(nint newProgram, int fd) => -Errno.EOPNOTSUPP;

    public override void Dispose()
    {
        if (program.IsClosed)
            return;
        int result = LibBpf.bpf_prog_detach2((int)program.DangerousGetHandle(), (int)map.DangerousGetHandle(), attachType);
        program.Dispose();
        map.Dispose();
        if (result < 0 && result != -Errno.ENOENT)
            throw BpfErrors.System("detach a program from a map of sockets", -result);
    }
}

/// <summary>A traffic control filter: no link, to be undone by hand.</summary>
internal sealed unsafe class TcAttachment(BpfTcHook hook, uint handle, uint priority) : Attachment
{
    private int _closed;

    internal override bool IsClosed => Volatile.Read(ref _closed) != 0;

    internal override FileDescriptor Fd => throw new InvalidOperationException("A traffic control filter has no link in the kernel.");

    internal override int Update(nint program, int fd)
    {
        const uint replace = 1; // BPF_TC_F_REPLACE
        BpfTcHook where = hook;
        BpfTcOpts opts = new() { Size = (nuint)sizeof(BpfTcOpts), Program = fd, Handle = handle, Priority = priority, Flags = replace };
        return LibBpf.bpf_tc_attach(&where, &opts);
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        BpfTcHook where = hook;
        BpfTcOpts opts = new() { Size = (nuint)sizeof(BpfTcOpts), Handle = handle, Priority = priority };
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        int result = LibBpf.bpf_tc_detach(&where, &opts);
        // The interface may be gone, and the filter with it.
        if (result < 0 && result is not (-Errno.ENOENT or -Errno.ENODEV or -Errno.EINVAL))
            throw BpfErrors.System("remove a traffic control filter", -result);
    }
}
