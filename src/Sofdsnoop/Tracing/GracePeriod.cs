// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Tracing;

/// <summary>
/// Waits until no BPF program runs any more that ran when the wait began. Detaching does not wait, and what such a program writes
/// in the last moment belongs to the output. MEMBARRIER_CMD_GLOBAL is the kernel's synchronize_rcu(), and programs run
/// in RCU read sections.
/// </summary>
internal static class GracePeriod
{
    public static void Wait()
    {
        nint number = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 324,
            Architecture.Arm64 => 283,
            _ => 0,
        };
        // A kernel without the call, or with nohz_full CPUs, refuses: then a pause does what it can.
        if (number == 0 || LibC.SystemCall(number, LibC.MEMBARRIER_CMD_GLOBAL, 0, 0) != 0)
            Thread.Sleep(20);
    }
}
