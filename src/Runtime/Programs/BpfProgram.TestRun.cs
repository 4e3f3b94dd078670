// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

// Running a program without attaching it.
public sealed unsafe partial class BpfProgram
{
    /// <summary>
    /// Runs the program once or many times on data of the caller's choice, without attaching it: <c>BPF_PROG_TEST_RUN</c>. The kernel can do so
    /// for most networking programs, raw tracepoint, fentry, fexit, fmod_ret, syscall and bpf_dummy_ops programs, not for kprobes, tracepoints and
    /// sk_skb; for lwt_seg6local only before Linux 6.11.
    /// </summary>
    /// <param name="options">Packet, context, repetitions.</param>
    /// <returns>What it returned and how long it took.</returns>
    /// <exception cref="BpfException">The kernel cannot run programs of this type (ENOTSUPP), or the input does not fit (EINVAL).</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public TestRunResult TestRun(scoped in TestRunOptions options = default)
    {
        fixed (byte* data = options.Data, dataOut = options.DataOut, context = options.Context, contextOut = options.ContextOut)
        {
            BpfTestRunOpts opts = new()
            {
                Size = (nuint)sizeof(BpfTestRunOpts),
                DataIn = data,
                DataInSize = (uint)options.Data.Length,
                DataOut = dataOut,
                DataOutSize = (uint)options.DataOut.Length,
                ContextIn = context,
                ContextInSize = (uint)options.Context.Length,
                ContextOut = contextOut,
                ContextOutSize = (uint)options.ContextOut.Length,
                Repeat = options.Repeat,
                Flags = options.Flags,
                Cpu = options.Cpu,
                BatchSize = options.BatchSize,
            };
            BpfTestRunOpts* pointer = &opts;
            using ObjectHandle.Lease lease = _owner.Borrow();
            int fd = LibBpf.bpf_program__fd(_program);
            if (fd < 0)
                throw new InvalidOperationException($"Program '{Name}' is not loaded: call Load() first, with AutoLoad on.");
            int result = LibBpf.bpf_prog_test_run_opts(fd, pointer);
            return result >= 0
                ? new TestRunResult(opts.ReturnValue, TimeSpan.FromMicroseconds(opts.Duration / 1000.0), (int)opts.DataOutSize, (int)opts.ContextOutSize)
                : throw BpfErrors.TestRun(this, -result);
        }
    }

    /// <summary>Like <see cref="TestRun(in TestRunOptions)"/>, with a typed context.</summary>
    /// <typeparam name="TContext">The context: a blittable struct as the kernel's type wants it.</typeparam>
    /// <param name="context">What the program is given, and, where the kernel tells, what it left: of networking and syscall programs.</param>
    /// <param name="options">Packet and repetitions; its context is not used.</param>
    /// <returns>What it returned and how long it took.</returns>
    /// <exception cref="BpfException">The kernel cannot run programs of this type (ENOTSUPP), or the input does not fit (EINVAL).</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public TestRunResult TestRunWith<TContext>(ref TContext context, scoped in TestRunOptions options = default) where TContext : unmanaged
    {
        scoped TestRunOptions withContext = options;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<TContext>(ref context));
        withContext.Context = bytes;
        if (!ReturnsContext || !options.ContextOut.IsEmpty)
            return TestRun(in withContext);
        // The kernel gives all of its own struct back, however little of it TContext has.
        Span<byte> after = stackalloc byte[Math.Max(LargestContext, bytes.Length)];
        withContext.ContextOut = after;
        TestRunResult result = TestRun(in withContext);
        after[..Math.Min(bytes.Length, result.ContextLength)].CopyTo(bytes);
        return result;
    }

    // struct __sk_buff has 192 bytes, the others fewer.
    private const int LargestContext = 512;

    // A syscall program's context is written back where it came from; others would be refused for asking.
    private bool ReturnsContext => Type is BpfProgramType.SocketFilter or BpfProgramType.SchedCls or BpfProgramType.SchedAct
        or BpfProgramType.CGroupSkb or BpfProgramType.LwtIn or BpfProgramType.LwtOut or BpfProgramType.LwtXmit
        or BpfProgramType.LwtSeg6Local or BpfProgramType.Xdp or BpfProgramType.SkLookup;
}
