// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A program of a <see cref="BpfObject"/>: <c>struct bpf_program</c>. It lives as long as its object. Set it up on one
/// thread; attaching is safe from several.
/// </summary>
public sealed unsafe class BpfProgram
{
    private readonly BpfObject _owner;
    private readonly nint _program;

    internal BpfProgram(BpfObject owner, nint program)
    {
        _owner = owner;
        _program = program;
        Name = Utf8.Text(LibBpf.bpf_program__name(program));
        Section = Utf8.Text(LibBpf.bpf_program__section_name(program));
    }

    /// <summary>The C name of the function.</summary>
    public string Name { get; }

    /// <summary>The ELF section, which says what the program attaches to: "raw_tp/sys_enter".</summary>
    public string Section { get; }

    /// <summary>What kind of program it is; libbpf takes it from the section.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfProgramType Type
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return (BpfProgramType)LibBpf.bpf_program__type(_program);
        }
    }

    /// <summary>
    /// Whether <see cref="BpfObject.Load"/> loads it. Turn it off for programs this kernel or this run does not need: one
    /// object can hold alternatives.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public bool AutoLoad
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_program__autoload(_program) != 0;
        }
        set
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            _owner.ThrowIfLoaded($"AutoLoad of program '{Name}' cannot be changed");
            int result = LibBpf.bpf_program__set_autoload(_program, value ? (byte)1 : (byte)0);
            if (result < 0)
                throw BpfErrors.System($"set AutoLoad of program '{Name}'", -result);
        }
    }

    /// <summary>Whether <see cref="BpfObject.Attach"/> attaches it.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public bool AutoAttach
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_program__autoattach(_program) != 0;
        }
        set
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            LibBpf.bpf_program__set_autoattach(_program, value ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Whether the kernel has it.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public bool IsLoaded => Fd >= 0;

    /// <summary>The file descriptor of the loaded program, owned by the object; negative before Load.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public int Fd
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_program__fd(_program);
        }
    }

    /// <summary>Attaches the program to what its section names: <c>bpf_program__attach()</c>.</summary>
    /// <returns>The attachment. The program stays attached until it is disposed.</returns>
    /// <exception cref="BpfException">The section names nothing to attach to, or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink Attach()
    {
        BpfLink? link = TryAttach(out BpfException? error);
        return link ?? throw error!;
    }

    /// <summary>Like <see cref="Attach"/>, with the failure as a value.</summary>
    internal BpfLink? TryAttach(out BpfException? error)
    {
        using ObjectHandle.Lease lease = _owner.Borrow();
        if (LibBpf.bpf_program__fd(_program) < 0)
            throw new InvalidOperationException($"Program '{Name}' is not loaded: call Load() first, with AutoLoad on.");
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        nint link = LibBpf.bpf_program__attach(_program);
        int errno = Marshal.GetLastPInvokeError();
        error = link == 0 ? BpfErrors.Attach(this, errno, log.Lines) : null;
        return link == 0 ? null : new BpfLink(link, Name);
    }

    /// <summary>Whether the section alone says where to attach, as <c>SEC("kprobe/do_exit")</c> does and <c>SEC("xdp")</c> does not.</summary>
    internal bool HasAttachTarget
    {
        get
        {
            string kind = Section.TrimStart('?');
            return Type switch
            {
                BpfProgramType.KProbe or BpfProgramType.Tracepoint or BpfProgramType.RawTracepoint
                    or BpfProgramType.RawTracepointWritable or BpfProgramType.Lsm or BpfProgramType.Ext => kind.Contains('/'),
                BpfProgramType.Tracing => kind.Contains('/'),
                _ => false,
            };
        }
    }
}
