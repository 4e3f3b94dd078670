// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>
/// What a kernel of the right version may still not do: a policy forbids it, or it was built without it. Found out by trying, here and now;
/// then the test is skipped and says so. Every other failure is a failure.
/// </summary>
internal static class Policy
{
    /// <summary>Loads, or skips where the kernel refuses programs of this type although the process may do everything.</summary>
    internal static void Load(BpfObjectFile bpf)
    {
        try
        {
            bpf.Load();
        }
        catch (BpfException e) when (e.ErrnoName is "EPERM" or "EACCES" && IsUnread(e.VerifierLog) && Environment.IsPrivilegedProcess)
        {
            Assert.Skip($"a policy of this kernel: {e.Message}");
        }
    }

    /// <summary>Whether the verifier read nothing of the program: a refused iterator leaves its closing line all the same.</summary>
    private static bool IsUnread(string? verifierLog) => verifierLog?.StartsWith("processed 0 insns", StringComparison.Ordinal) ?? true;

    /// <summary>Attaches and detaches, or skips where the kernel was built without it.</summary>
    internal static void Attaches(KernelFeature feature, Func<BpfLink> attach)
    {
        try
        {
            attach().Dispose();
        }
        catch (BpfException e) when (e.ErrnoName is "EOPNOTSUPP")
        {
            Assert.Skip($"this kernel was built without {feature.Name}: {e.Message}");
        }
    }
}
