// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>An open file of one of fdpass's kinds; the slot is named as the kind.</summary>
internal sealed record Kind(string Slot, FdFact Fact)
{
    // ENODEV, ENOSYS, EPROTONOSUPPORT, EAFNOSUPPORT, EOPNOTSUPP: this kernel was built without it; anything else is a failure
    private static readonly int[] NotInThisKernel = [19, 38, 93, 97, 95];

    /// <summary>Opens one of each kind this kernel has.</summary>
    public static async Task<IReadOnlyList<Kind>> OpenAllAsync(Worker worker)
    {
        var kinds = new List<Kind>();
        foreach (string line in await worker.DoAsync("kinds"))
        {
            string kind = line.Split(' ')[1];
            int error = await worker.TryAsync("open", kind, kind);
            if (error == 0)
                kinds.Add(new Kind(kind, FactReader.Fds(await worker.DoAsync("fact", kind)).Single()));
            else
                Assert.True(NotInThisKernel.Contains(error), $"{kind}: errno {error}");
        }
        return kinds;
    }
}
