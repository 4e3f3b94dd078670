// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A program of a <see cref="BpfObject"/>: <c>struct bpf_program</c>. It lives as long as its object. Set it up on one
/// thread; attaching is safe from several.
/// </summary>
public sealed unsafe partial class BpfProgram
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
        set => Change("type", LibBpf.bpf_program__set_type, (int)value);
    }

    /// <summary>
    /// The <c>enum bpf_attach_type</c> the kernel checks it for; libbpf takes it from the section. To be set for sections that the libbpf in
    /// use does not know.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public int ExpectedAttachType
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_program__expected_attach_type(_program);
        }
        set => Change("attach type", LibBpf.bpf_program__set_expected_attach_type, value);
    }

    /// <summary>The flags it is loaded with, <c>BPF_F_*</c> of linux/bpf.h.</summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public uint Flags
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_program__flags(_program);
        }
        set => Change("flags", static (program, v) => LibBpf.bpf_program__set_flags(program, (uint)v), (int)value);
    }

    /// <summary>How many instructions it has. After Load they are those the kernel was given, with all it calls.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public int InstructionCount
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return (int)LibBpf.bpf_program__insn_cnt(_program);
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
        set => Change("AutoLoad", static (program, v) => LibBpf.bpf_program__set_autoload(program, (byte)v), value ? 1 : 0);
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

    /// <summary>Says what a program of the types fentry, fexit, fmod_ret, LSM, iter or freplace is for, when its section does not.</summary>
    /// <param name="function">The function of the kernel, or of the other program.</param>
    /// <param name="target">The loaded program whose function it is; null for the kernel.</param>
    /// <exception cref="BpfException">There is no such function.</exception>
    /// <exception cref="InvalidOperationException">It is called after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public void SetAttachTarget(string function, BpfProgram? target = null)
    {
        using ObjectHandle.Lease lease = _owner.Borrow();
        _owner.ThrowIfLoaded($"The target of program '{Name}' cannot be changed");
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        int result = LibBpf.bpf_program__set_attach_target(_program, target?.Fd ?? 0, function);
        GC.KeepAlive(target);
        if (result < 0)
            throw BpfErrors.Attach(this, function, -result, log.Lines);
    }

    /// <summary>Lends pointer and descriptor of the loaded program to a call.</summary>
    internal int Lend(Func<nint, int, int> call)
    {
        using ObjectHandle.Lease lease = _owner.Borrow();
        int fd = LibBpf.bpf_program__fd(_program);
        if (fd < 0)
            throw new InvalidOperationException($"Program '{Name}' is not loaded: call Load() first, with AutoLoad on.");
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        return call(_program, fd);
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

    private void Change(string what, Func<nint, int, int> set, int value)
    {
        using ObjectHandle.Lease lease = _owner.Borrow();
        _owner.ThrowIfLoaded($"The {what} of program '{Name}' cannot be changed");
        int result = set(_program, value);
        if (result < 0)
            throw BpfErrors.System($"change the {what} of program '{Name}' to {value}", -result);
    }
}
