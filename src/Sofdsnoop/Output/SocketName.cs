// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Output;

/// <summary>
/// The name a unix socket is bound to, from the bytes of its address: a path ends at its NUL, an abstract name starts with one
/// and is shown with an @ in that place.
/// </summary>
internal static class SocketName
{
    /// <returns>The columns taken.</returns>
    public static int AppendText(OutputBuffer output, ReadOnlySpan<byte> address)
    {
        if (!IsAbstract(address))
            return TextEscape.Append(output, Path(address));
        output.Add((byte)'@');
        return 1 + TextEscape.Append(output, address[1..]);
    }

    /// <summary>As a JSON string.</summary>
    public static void AppendJson(OutputBuffer output, ReadOnlySpan<byte> address)
    {
        output.Add((byte)'"');
        if (IsAbstract(address))
        {
            output.Add((byte)'@');
            JsonEscape.AppendContent(output, address[1..]);
        }
        else
        {
            JsonEscape.AppendContent(output, Path(address));
        }

        output.Add((byte)'"');
    }

    private static bool IsAbstract(ReadOnlySpan<byte> address) => address is [0, ..];

    private static ReadOnlySpan<byte> Path(ReadOnlySpan<byte> address)
    {
        var end = address.IndexOf((byte)0);
        return end < 0 ? address : address[..end];
    }
}
