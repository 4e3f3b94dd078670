// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace SharpBpf.Interop;

/// <summary>A <c>struct bpf_object *</c>. Its maps and programs are pointers into it, so their users hold a lease.</summary>
internal sealed class ObjectHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    internal ObjectHandle(nint obj) : base(ownsHandle: true) => SetHandle(obj);

    /// <summary>Keeps the object open until the lease is disposed. Throws ObjectDisposedException when it is too late.</summary>
    internal Lease Borrow() => new(this);

    protected override bool ReleaseHandle()
    {
        LibBpf.bpf_object__close(handle);
        return true;
    }

    internal ref struct Lease : IDisposable
    {
        private ObjectHandle? _handle;

        internal Lease(ObjectHandle handle)
        {
            bool added = false;
            handle.DangerousAddRef(ref added);
            _handle = handle;
        }

        internal readonly nint Pointer => _handle!.handle;

        public void Dispose()
        {
            _handle?.DangerousRelease();
            _handle = null;
        }
    }
}
