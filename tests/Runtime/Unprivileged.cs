// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>A thread that is nobody. The system call changes the calling thread only; libc's function would change all of them.</summary>
internal static partial class Unprivileged
{
    [LibraryImport("libc.so.6", SetLastError = true)] private static partial nint syscall(nint number, nint a, nint b, nint c);

    internal static void Run(Action action) => Isolated.OnThread(0, () =>
    {
        nint setresuid = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 117 : 147;
        Assert.Equal(0, syscall(setresuid, 65534, 65534, 65534));
        action();
    });

    /// <summary>Root, but of all capabilities only CAP_BPF.</summary>
    internal static unsafe void WithOnlyCapBpf(Action action) => Isolated.OnThread(0, () =>
    {
        nint capset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 126 : 91;
        // struct __user_cap_header_struct and two of __user_cap_data_struct: effective, permitted, inheritable
        uint* header = stackalloc uint[2] { 0x20080522, 0 };
        const uint capBpf = 1u << (39 - 32);
        uint* data = stackalloc uint[6] { 0, 0, 0, capBpf, capBpf, 0 };
        Assert.Equal(0, syscall(capset, (nint)header, (nint)data, 0));
        action();
    });
}
