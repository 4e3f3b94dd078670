// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>File names that a program would choose to fool whoever watches it; one byte a char.</summary>
internal static class HostileNames
{
    /// <summary>Each is one component of a path.</summary>
    public static IReadOnlyList<string> Components { get; } =
    [
        "\x1b[2J\x1b[H",                                   // clears the screen
        "\x1b]0;owned\a",                                  // sets the window's title
        "\x1b]52;c;cm0gLXJmIC8=\a",                        // fills the clipboard
        "line\nSEND   1      init             3:socket:[1]              3     shadow",
        "\r\n\t\v\f\b\a",
        ByteText.Of([.. Enumerable.Range(1, 46).Select(i => (byte)i)]),     // every byte below the slash
        ByteText.Of([.. Enumerable.Range(48, 208).Select(i => (byte)i)]),   // every byte above it
        ByteText.Of([0xff, 0xfe, 0xc0, 0xaf, 0xf5, 0x80, 0x80, 0x80]),      // never UTF-8
        ByteText.Of([0xed, 0xb2, 0x80, 0xed, 0xa0, 0xbd]),                  // surrogates as if they were UTF-8
        ByteText.Of([0xe2, 0x82]) + "cut",                                  // a character cut short
        ByteText.OfUtf8("C1 \u009b31m \u0085 \u0090"),                      // 8-bit control characters
        ByteText.OfUtf8("\u202egnp.exe \u2066x\u2069 \u2028 \u2029 \u200b\ufeff"),
        ByteText.OfUtf8("b\u00e4r \u4e2d\u6587 \U0001f600 e\u0301"),
        "\\x1b \\n \\udc80 \\u001b \\\\ \" ' ` $(reboot) %n {0} <b>",
        ByteText.OfUtf8("x \u2190 1 init fd 3 (0.1 ms)"),                    // as if the wide table said who sent it
        ByteText.OfUtf8("z" + string.Concat(Enumerable.Repeat("\u0336\u0489", 40))),   // marks that reach into other lines
        " leading and trailing ",
        "x (deleted)",
        "-rf",
    ];

    /// <summary>A path of 40 directories that nearly fills what a path can be; the last component is the file.</summary>
    public static IReadOnlyList<string> Deep { get; } =
        [.. Enumerable.Range(0, 41).Select(i => $"{i:d2}" + (i % 2 == 0 ? "\xff\x1b" : "d\n") + new string('x', 90))];

    /// <summary>A path of the longest components there can be; the last one is the file.</summary>
    public static IReadOnlyList<string> Wide { get; } =
        [.. Enumerable.Range(0, 15).Select(i => $"{i:d2}" + new string('\xe4', 252) + "\n")];
}
