// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Diagnostics;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Nearest
{
    /// <summary>" Did you mean 'x'?", or nothing when no candidate is near.</summary>
    public static string Suggest(string? nearest) => nearest is null ? "" : $" Did you mean '{nearest}'?";

    /// <summary>What to tell the code fix.</summary>
    public static EquatableArray<string> Fix(string wrong, string? nearest)
        => nearest is null ? default : new EquatableArray<string>([FixData.Wrong, wrong, FixData.Nearest, nearest]);

    /// <summary>The candidate that differs least from <paramref name="wanted"/>; null when all are too different.</summary>
    public static string? Find(string wanted, IEnumerable<string> candidates)
    {
        string? best = null;
        int bestDistance = Math.Max(2, wanted.Length / 3) + 1;
        foreach (string candidate in candidates.OrderBy(c => c, StringComparer.Ordinal))
        {
            int distance = Distance(wanted.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
