// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.EndToEnd.Tests;

public sealed class SpreadTests
{
    // the numbers are Python's: statistics.quantiles(values, n=4, method='inclusive')
    [Theory]
    [InlineData(new[] { 3.0 }, 3.0, 3.0, 3.0)]
    [InlineData(new[] { 4.0, 1.0 }, 1.75, 2.5, 3.25)]
    [InlineData(new[] { 9.0, 2.0, 7.0, 4.0, 1.0 }, 2.0, 4.0, 7.0)]
    [InlineData(new[] { 10.0, 20.0, 30.0, 50.0, 80.0, 130.0 }, 22.5, 40.0, 72.5)]
    public void The_median_and_the_quartiles(double[] values, double low, double median, double high) =>
        Assert.Equal(new Spread(low, median, high), Spread.Of(values));

    [Fact]
    public void Nothing_has_no_median() => Assert.Throws<ArgumentException>(() => Spread.Of([]));

    [Fact]
    public void A_quotient_has_the_worst_of_both_spreads() =>
        Assert.Equal(new Spread(0.25, 1, 3), new Spread(1, 2, 3) / new Spread(1, 2, 4));
}
