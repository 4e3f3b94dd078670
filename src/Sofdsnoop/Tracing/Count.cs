// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Numerics;

namespace Sofdsnoop.Tracing;

/// <summary>A number of things in words: 1 message, 2 messages.</summary>
internal static class Count
{
    public static string Of<T>(T number, string thing)
        where T : INumber<T> =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == T.One ? "" : "s")}");
}
