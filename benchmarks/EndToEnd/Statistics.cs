// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.EndToEnd;

/// <summary>A figure measured several times: its median, and the quartiles on both sides of it.</summary>
internal readonly record struct Spread(double Low, double Median, double High)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("nothing was measured", nameof(values));
        return new Spread(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    /// <summary>How two figures relate that were each measured by a third: both middles, and the worst of both spreads.</summary>
    public static Spread operator /(Spread a, Spread b) => new(a.Low / b.High, a.Median / b.Median, a.High / b.Low);

    private static double At(double[] sorted, double part)
    {
        var index = part * (sorted.Length - 1);
        var below = (int)index;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (index - below);
    }
}
