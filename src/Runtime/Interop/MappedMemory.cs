// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SharpBpf.Interop;

/// <summary>A shared memory mapping of a file descriptor.</summary>
internal sealed class MappedMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly nuint _length;

    private MappedMemory(nint address, nuint length) : base(ownsHandle: true)
    {
        _length = length;
        SetHandle(address);
    }

    internal unsafe byte* Address => (byte*)handle;

    internal nuint Length => _length;

    /// <summary>Maps the file, or throws with what the mapping was for.</summary>
    internal static MappedMemory Map(FileDescriptor fd, nuint length, bool writable, long offset, string what)
    {
        int protection = writable ? LibC.ProtRead | LibC.ProtWrite : LibC.ProtRead;
        nint address = LibC.mmap(0, length, protection, LibC.MapShared, fd, offset);
        return address != LibC.MapFailed
            ? new MappedMemory(address, length)
            : throw BpfErrors.System(what, Marshal.GetLastPInvokeError());
    }

    protected override bool ReleaseHandle() => LibC.munmap(handle, _length) == 0;
}
