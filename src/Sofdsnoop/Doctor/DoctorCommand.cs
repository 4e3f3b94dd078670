// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Doctor;

/// <summary>Says what this kernel and this user can do, a line each, and what to do about what is missing.</summary>
internal static class DoctorCommand
{
    /// <returns>0 when sofdsnoop can run here, 1 when not.</returns>
    public static int Run()
    {
        var canRun = true;
        foreach (var finding in UserChecks.All().Concat(KernelChecks.All()))
        {
            Messages.Print(finding + "\n");
            canRun &= finding.Health != Health.Bad;
        }

        Messages.Print(canRun ? "sofdsnoop can run here.\n" : "sofdsnoop cannot run here: see the lines that begin with NO.\n");
        return canRun ? 0 : 1;
    }
}
