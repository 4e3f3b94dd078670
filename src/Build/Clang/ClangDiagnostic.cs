// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Build.Clang;

/// <summary>One message of clang, and the same as MSBuild wants it.</summary>
internal sealed record ClangDiagnostic(string File, int Line, int Column, string Severity, string Text)
{
    private static readonly string[] Severities = ["fatal error", "error", "warning", "note", "remark"];

    public bool IsError => Severity == "error";

    /// <summary>Reads <c>FILE:LINE:COLUMN: SEVERITY: TEXT</c>, where the place may be missing.</summary>
    /// <returns>Null for a line that is no message, such as a count of errors.</returns>
    public static ClangDiagnostic? Parse(string line, string source)
    {
        // The first one counts: a text may well speak of an "error: " itself.
        (string Severity, int At) found = ("", int.MaxValue);
        foreach (string severity in Severities)
        {
            string mark = severity + ": ";
            int at = line.StartsWith(mark, StringComparison.Ordinal) ? 0 : line.IndexOf(": " + mark, StringComparison.Ordinal);
            if (at >= 0 && at < found.At)
                found = (severity, at);
        }

        if (found.At == int.MaxValue)
            return null;

        ReadOnlySpan<char> place = line.AsSpan(0, found.At);
        string text = line[(found.At == 0 ? found.Severity.Length + 2 : found.At + found.Severity.Length + 4)..];
        int column = TakeNumber(ref place);
        int row = TakeNumber(ref place);
        if (row == 0)
            (row, column) = (column, 0);

        // Without a line it is the driver or the backend that speaks, and the name in front is its own.
        string file = row == 0 ? source : place.ToString();
        return new ClangDiagnostic(file, row, column, found.Severity == "fatal error" ? "error" : found.Severity, text + Hint(text));
    }

    /// <summary>The message as <c>FILE(LINE,COLUMN): SEVERITY ID: TEXT</c>, which MSBuild turns into an error or warning of its own.</summary>
    public string ToMsBuild()
    {
        string place = Line == 0 ? $"{File} " : Column == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{File}({Line})")
            : string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column})");
        return Severity switch
        {
            "error" => $"{place}: error {DiagnosticIds.ClangError}: {Text}",
            "warning" => $"{place}: warning {DiagnosticIds.ClangWarning}: {Text}",
            _ => $"{place}: {Severity}: {Text}",
        };
    }

    // Takes ":12" off the end.
    private static int TakeNumber(ref ReadOnlySpan<char> place)
    {
        int colon = place.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(place[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return 0;

        place = place[..colon];
        return number;
    }

    private static string Hint(string text)
    {
        if (!text.EndsWith("file not found", StringComparison.Ordinal))
            return "";

        return text.StartsWith("'bpf/", StringComparison.Ordinal) ? " (it comes with libbpf: 'apt-get install libbpf-dev')"
            : text.StartsWith("'linux/", StringComparison.Ordinal) || text.StartsWith("'asm/", StringComparison.Ordinal)
                ? " (it comes with the kernel's headers: 'apt-get install linux-libc-dev')"
            : "";
    }
}
