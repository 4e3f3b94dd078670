// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Sofdsnoop.Output;

/// <summary>
/// What may go to a terminal as it is. Names are made by whoever wants to be watched least: a character that steers the terminal,
/// shows nothing, or turns the line around is not let through.
/// </summary>
internal static class Printable
{
    public static bool Is(Rune rune)
    {
        if (rune.IsAscii)
            return rune.Value is >= ' ' and < 0x7F;
        return !IsInvisible(rune.Value) && Rune.GetUnicodeCategory(rune) switch
        {
            // C1 controls; bidi and zero-width formats; the rest has no agreed shape
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate => false,
            UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
            // all blanks but the ASCII one, and U+2028, U+2029
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            _ => true,
        };
    }

    /// <summary>Whether it is drawn upon the character before it: the marks, and the vowels and ends of Korean syllables.</summary>
    public static bool IsMark(Rune rune) => !rune.IsAscii
        && (rune.Value is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FF) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    /// <summary>
    /// Letters and marks that show nothing: Unicode's Default_Ignorable_Code_Point where the category does not tell, and the
    /// empty braille pattern.
    /// </summary>
    private static bool IsInvisible(int value) => value is
        0x034F or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5) or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or
        (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
