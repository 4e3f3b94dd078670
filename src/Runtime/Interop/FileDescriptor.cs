// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace SharpBpf.Interop;

/// <summary>An open file descriptor, closed once, and never while a call is using it.</summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    internal FileDescriptor(int fd) : base(ownsHandle: true) => SetHandle(fd);

    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
