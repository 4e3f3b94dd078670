// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace Sofdsnoop.Tests.Support;

/// <summary>How wide glibc says that characters are on a terminal: it is what most programs there go by.</summary>
internal static partial class Glibc
{
    private const int LC_CTYPE = 0;

    static Glibc() => Assert.NotEqual(0, SetLocale(LC_CTYPE, "C.UTF-8"));

    public static int Columns(string text) => text.EnumerateRunes().Sum(Columns);

    public static int Columns(Rune rune) => WcWidth(rune.Value);

    [LibraryImport("libc", EntryPoint = "setlocale", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SetLocale(int category, string locale);

    [LibraryImport("libc", EntryPoint = "wcwidth")]
    private static partial int WcWidth(int character);
}
