// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Output;

/// <summary>What is set off on a terminal; the value is the parameter of the SGR sequence that does it.</summary>
internal enum Color : byte
{
    /// <summary>Bold: titles.</summary>
    Title = 1,

    /// <summary>Faint: what is said besides.</summary>
    Aside = 2,

    /// <summary>Red.</summary>
    Failure = 31,

    /// <summary>Green.</summary>
    Received = 32,

    /// <summary>Cyan.</summary>
    Sent = 36,
}

/// <summary>Writes the sequences, where the screen has colours. Nothing else in the tool writes an escape character.</summary>
internal static class Colors
{
    public static void Begin(this OutputBuffer output, Screen screen, Color color)
    {
        if (!screen.HasColors)
            return;
        output.Add("\u001b["u8);
        output.Add((long)color);
        output.Add((byte)'m');
    }

    public static void End(this OutputBuffer output, Screen screen)
    {
        if (screen.HasColors)
            output.Add("\u001b[0m"u8);
    }
}
