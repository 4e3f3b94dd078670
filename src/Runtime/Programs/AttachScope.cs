// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>What every attach does around its one call: keeps the object open, needs a loaded program, listens to libbpf, explains a failure.</summary>
internal readonly ref struct AttachScope
{
    private readonly BpfProgram _program;
    private readonly string _target;
    private readonly ObjectHandle.Lease _lease;
    private readonly LibBpfLog.Capture _log;

    /// <param name="program">The program.</param>
    /// <param name="owner">Its object.</param>
    /// <param name="target">What it is attached to, for the message: "kprobe do_exit".</param>
    internal AttachScope(BpfProgram program, BpfObject owner, string target)
    {
        _program = program;
        _target = target;
        _lease = owner.Borrow();
        try
        {
            if (program.Fd < 0)
                throw new InvalidOperationException($"Program '{program.Name}' is not loaded: call Load() first, with AutoLoad on.");
            _log = LibBpfLog.Begin();
        }
        catch
        {
            _lease.Dispose();
            throw;
        }
    }

    /// <summary>Makes a link of what libbpf gave, whose errno the runtime has kept.</summary>
    internal BpfLink Link(nint link)
    {
        int errno = Marshal.GetLastPInvokeError();
        return link != 0 ? new BpfLink(new LibbpfAttachment(link), _program.Name) : throw Failure(errno);
    }

    /// <summary>Makes a link of the descriptor of a kernel's link.</summary>
    internal BpfLink LinkFd(int fd) =>
        fd >= 0 ? new BpfLink(new FdAttachment(new FileDescriptor(fd)), _program.Name) : throw Failure(-fd);

    internal BpfException Failure(int errno) => BpfErrors.Attach(_program, _target, errno, _log.Lines);

    public void Dispose()
    {
        _log.Dispose();
        _lease.Dispose();
    }
}
