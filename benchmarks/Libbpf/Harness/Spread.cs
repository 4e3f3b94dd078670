// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>The median of some values, and the quartiles around it.</summary>
internal readonly record struct Spread(double Low, double Median, double High)
{
    internal static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    private static double At(double[] sorted, double part)
    {
        double index = part * (sorted.Length - 1);
        int below = (int)index;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (index - below);
    }
}
