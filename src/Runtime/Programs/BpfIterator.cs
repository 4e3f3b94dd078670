// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>Runs iterator programs and reads what they print.</summary>
public static class BpfIterator
{
    /// <summary>Begins a run of an iterator: <c>BPF_ITER_CREATE</c>. The program runs as the stream is read.</summary>
    /// <param name="link">What <see cref="BpfProgram.AttachIterator"/> gave.</param>
    /// <returns>What the program writes with bpf_seq_printf or bpf_seq_write, to be disposed.</returns>
    /// <exception cref="BpfException">It is no iterator's link, or the kernel refuses.</exception>
    /// <exception cref="ObjectDisposedException">The link was disposed.</exception>
    public static Stream Open(BpfLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        int fd = LibBpf.bpf_iter_create(link.Handle);
        return fd >= 0
            ? new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read, bufferSize: 0)
            : throw BpfErrors.System($"run the iterator '{link.ProgramName}'", -fd);
    }
}
