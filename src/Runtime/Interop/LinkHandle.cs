// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace SharpBpf.Interop;

/// <summary>A <c>struct bpf_link *</c>. Releasing it detaches the program, unless the link is pinned.</summary>
internal sealed class LinkHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    internal LinkHandle(nint link) : base(ownsHandle: true) => SetHandle(link);

    protected override bool ReleaseHandle() => LibBpf.bpf_link__destroy(handle) == 0;
}
