// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Sofdsnoop.Tracing;

/// <summary>Sizes of memory as people write them.</summary>
internal static class Sizes
{
    public static string Text(uint bytes) => bytes switch
    {
        >= 1 << 30 when bytes % (1 << 30) == 0 => Number(bytes >> 30, "GiB"),
        >= 1 << 20 when bytes % (1 << 20) == 0 => Number(bytes >> 20, "MiB"),
        >= 1 << 10 when bytes % (1 << 10) == 0 => Number(bytes >> 10, "KiB"),
        _ => Number(bytes, "bytes"),
    };

    private static string Number(uint count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}");
}
