// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Testing;

/// <summary>
/// How long a test waits for what must come, and by how much something may be late. On an emulated machine everything takes
/// several times as long: $TEST_PATIENCE says how many.
/// </summary>
internal static class Patience
{
    private static readonly double s_factor =
        double.Parse(Environment.GetEnvironmentVariable("TEST_PATIENCE") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Whether things take longer here, as they do on a machine without KVM.</summary>
    public static bool IsEmulated => s_factor > 1;

    public static double Seconds(double seconds) => seconds * s_factor;

    public static TimeSpan Of(double seconds) => TimeSpan.FromSeconds(Seconds(seconds));

    /// <summary>Asks every so often until it is so; false when it is not in time.</summary>
    public static async Task<bool> UntilAsync(double seconds, Func<Task<bool>> isSo)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            if (await isSo())
                return true;
            if (watch.Elapsed > Of(seconds))
                return false;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
