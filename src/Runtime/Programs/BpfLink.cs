// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A program's attachment: <c>struct bpf_link</c>, or what stands for it where the kernel has no links. It holds until it is disposed; the
/// program's object may be gone by then. Safe to use from several threads.
/// </summary>
public sealed unsafe class BpfLink : IDisposable
{
    private readonly Attachment _attachment;

    internal BpfLink(Attachment attachment, string programName)
    {
        _attachment = attachment;
        ProgramName = programName;
    }

    /// <summary>The C name of the attached program; empty for a link that was opened from a pin.</summary>
    public string ProgramName { get; }

    /// <summary>Whether the link was given up by <see cref="Dispose"/>.</summary>
    public bool IsDisposed => _attachment.IsClosed;

    /// <summary>The number by which the kernel knows the link.</summary>
    /// <exception cref="InvalidOperationException">The kernel has no link for this attachment.</exception>
    /// <exception cref="BpfException">The kernel is too old to tell, as for perf events before Linux 5.15.</exception>
    /// <exception cref="ObjectDisposedException">The link was disposed.</exception>
    public uint Id => Info.Id;

    /// <summary>The number of the program it holds.</summary>
    /// <exception cref="InvalidOperationException">The kernel has no link for this attachment.</exception>
    /// <exception cref="BpfException">The kernel is too old to tell, as for perf events before Linux 5.15.</exception>
    /// <exception cref="ObjectDisposedException">The link was disposed.</exception>
    public uint ProgramId => Info.ProgramId;

    /// <summary>The descriptor of the link, for an iterator.</summary>
    internal FileDescriptor Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_attachment.IsClosed, this);
            return _attachment.Fd;
        }
    }

    /// <summary>Opens a link that was pinned: <c>BPF_OBJ_GET</c>. Disposing it then does not detach: the pin holds it.</summary>
    /// <param name="path">Where it is pinned, in a BPF file system.</param>
    /// <returns>The link.</returns>
    /// <exception cref="BpfException">There is nothing, or something that is no link.</exception>
    public static BpfLink OpenPinned(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int fd = LibBpf.bpf_obj_get(path);
        if (fd < 0)
            throw BpfErrors.Pin($"open the pinned link {path}", path, -fd);
        FileDescriptor handle = new(fd);
        if (FdKind.IsLink(handle))
            return new BpfLink(new FdAttachment(handle), "");
        handle.Dispose();
        throw new BpfException($"open the pinned link {path}", "it is no link but another BPF object", null, 0);
    }

    /// <summary>Gives the link a name in a BPF file system: it then stays attached when all processes have closed it.</summary>
    /// <param name="path">A new file, below a mount of bpf such as /sys/fs/bpf. Removing it detaches, unless a process has the link open.</param>
    /// <exception cref="BpfException">The path exists, or is in no BPF file system.</exception>
    /// <exception cref="InvalidOperationException">The kernel has no link for this attachment.</exception>
    /// <exception cref="ObjectDisposedException">The link was disposed.</exception>
    public void Pin(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int result = LibBpf.bpf_obj_pin(Handle, path);
        if (result < 0)
            throw BpfErrors.Pin($"pin the link of program '{ProgramName}' to {path}", path, -result);
    }

    /// <summary>Detaches now, for everyone who has the link open: <c>BPF_LINK_DETACH</c> (Linux 5.9, and not for every kind).</summary>
    /// <exception cref="BpfException">The kind of link cannot (EOPNOTSUPP).</exception>
    /// <exception cref="InvalidOperationException">The kernel has no link for this attachment.</exception>
    /// <exception cref="ObjectDisposedException">The link was disposed.</exception>
    public void Detach()
    {
        int result = LibBpf.bpf_link_detach(Handle);
        if (result < 0)
        {
            throw new BpfException($"detach the link of program '{ProgramName}' for everyone", Errno.Describe(-result),
                "Dispose the link instead: that detaches once nobody has it open.", -result);
        }
    }

    /// <summary>Puts another program of the same type in the place of this one, without a gap: <c>BPF_LINK_UPDATE</c>.</summary>
    /// <param name="program">The program, loaded.</param>
    /// <exception cref="BpfException">The kind of link cannot, or the program does not fit.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The link or the program's object was disposed.</exception>
    public void Update(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ObjectDisposedException.ThrowIf(_attachment.IsClosed, this);
        int result = program.Lend(_attachment.Update);
        if (result < 0)
        {
            throw new BpfException($"put program '{program.Name}' in the place of '{ProgramName}'", Errno.Describe(-result),
                -result is Errno.EINVAL or Errno.EOPNOTSUPP ? "This kind of attachment cannot change its program, or the new one is of another type." : null, -result);
        }
    }

    /// <summary>Detaches the program, unless the link is pinned or open elsewhere. Doing so twice is fine.</summary>
    public void Dispose() => _attachment.Dispose();

    private BpfLinkInfo Info
    {
        get
        {
            BpfLinkInfo info = default;
            uint length = (uint)sizeof(BpfLinkInfo);
            int result = LibBpf.bpf_obj_get_info_by_fd(Handle, &info, &length);
            return result >= 0 ? info : throw BpfErrors.System($"ask the kernel about the link of program '{ProgramName}'", -result);
        }
    }
}
