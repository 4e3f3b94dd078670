// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Output;

/// <summary>How long a passing took, for people: one decimal of the unit that fits.</summary>
internal static class Latency
{
    private const ulong Microsecond = 1_000;
    private const ulong Millisecond = 1_000_000;
    private const ulong Second = 1_000_000_000;

    // below this the milliseconds would be 0.0
    private const ulong LeastMilliseconds = Millisecond / 10;

    public static void Append(OutputBuffer output, ulong nanoseconds)
    {
        var (unit, name) = nanoseconds switch
        {
            >= Second => (Second, (byte)0),
            >= LeastMilliseconds => (Millisecond, (byte)'m'),
            _ => (Microsecond, (byte)'u'),
        };
        output.Add(nanoseconds / unit);
        output.Add((byte)'.');
        output.Add(nanoseconds % unit / (unit / 10));
        output.Add((byte)' ');
        if (name != 0)
            output.Add(name);
        output.Add((byte)'s');
    }
}
