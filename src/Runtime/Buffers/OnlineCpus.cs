// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf;

/// <summary>The CPUs that are online, as the kernel lists them: "0-3,8,10-11".</summary>
internal static class OnlineCpus
{
    private const string ListFile = "/sys/devices/system/cpu/online";

    internal static IEnumerable<int> Read() => Parse(File.ReadAllText(ListFile));

    internal static IEnumerable<int> Parse(string list)
    {
        foreach (string range in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int dash = range.IndexOf('-', StringComparison.Ordinal);
            int first = int.Parse(dash < 0 ? range : range[..dash], NumberStyles.None, CultureInfo.InvariantCulture);
            int last = dash < 0 ? first : int.Parse(range[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
            for (int cpu = first; cpu <= last; cpu++)
                yield return cpu;
        }
    }
}
