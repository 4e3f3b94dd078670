// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf;

namespace Sofdsnoop.Doctor;

/// <summary>Who we are, where, and with what.</summary>
internal static class UserChecks
{
    private const int CAP_SYS_PTRACE = 19;
    private const int CAP_SYS_ADMIN = 21;
    private const int CAP_PERFMON = 38;
    private const int CAP_BPF = 39;

    // the inode of the namespace that everything starts in (PROC_PID_INIT_INO)
    private const string FirstPidNamespace = "pid:[4026531836]";

    public static IEnumerable<Finding> All()
    {
        var capabilities = Capabilities();
        yield return Privileges(capabilities);
        yield return Finding.Extra(
            Has(capabilities, CAP_SYS_PTRACE),
            "CAP_SYS_PTRACE, to look into what others do already",
            "a call that waits when sofdsnoop starts may not be shown, unless it is this user's own");
        yield return Libbpf();
        yield return Finding.Extra(
            new FileInfo("/proc/self/ns/pid").LinkTarget == FirstPidNamespace,
            "the system's own pid namespace",
            "this is a container or the like; PIDs are shown, and -p and -t taken, as the host numbers them");
    }

    private static Finding Privileges(ulong capabilities)
    {
        var isAdmin = Has(capabilities, CAP_SYS_ADMIN);
        var mayTrace = isAdmin || (Has(capabilities, CAP_BPF) && Has(capabilities, CAP_PERFMON));
        var who = isAdmin ? "CAP_SYS_ADMIN, as root has it" : mayTrace ? "CAP_BPF and CAP_PERFMON" : "the right to trace";
        return Finding.Needed(mayTrace, who, "run it as root, or with CAP_BPF and CAP_PERFMON");
    }

    private static ulong Capabilities()
    {
        var words = ProcFile.Field("/proc/self/status", "CapEff:");
        return ulong.TryParse(words, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var capabilities) ? capabilities : 0;
    }

    private static bool Has(ulong capabilities, int capability) => (capabilities >> capability & 1) != 0;

    private static Finding Libbpf()
    {
        try
        {
            return new Finding(Health.Good, $"libbpf {BpfRuntime.LibbpfVersion}");
        }
        catch (DllNotFoundException)
        {
            return new Finding(Health.Bad, "libbpf", "install the package libbpf1 (its name on Debian and Ubuntu)");
        }
    }
}
