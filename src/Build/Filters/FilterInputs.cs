// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis.CSharp;
using SharpBpf.Build.Clang;

namespace SharpBpf.Build.Filters;

/// <summary>
/// The C# project whose filters are wanted. SharpBpf.targets writes it as a file with one thing a line: <c>source FILE</c>,
/// <c>reference FILE</c>, <c>symbol NAME</c>, <c>language VERSION</c>, <c>checked</c>.
/// </summary>
internal sealed record FilterInputs
{
    public IReadOnlyList<string> Sources { get; init; } = [];

    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>What #if sees.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    public LanguageVersion Language { get; init; } = LanguageVersion.Default;

    /// <summary>CheckForOverflowUnderflow: arithmetic throws where nothing else is said.</summary>
    public bool IsChecked { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ToolException">A line is not understood.</exception>
    public static FilterInputs Read(string file)
    {
        List<string> sources = [];
        List<string> references = [];
        List<string> symbols = [];
        LanguageVersion language = LanguageVersion.Default;
        bool isChecked = false;
        string[] lines = File.ReadAllLines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            (string keyword, string rest) = blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..]);
            switch (keyword)
            {
                case "":
                    break;
                case "source":
                    sources.Add(Path.GetFullPath(rest));
                    break;
                case "reference":
                    references.Add(Path.GetFullPath(rest));
                    break;
                case "symbol":
                    symbols.Add(rest);
                    break;
                case "language" when LanguageVersionFacts.TryParse(rest, out language):
                    break;
                case "checked":
                    isChecked = true;
                    break;
                default:
                    throw new ToolException(DiagnosticIds.FileTrouble, $"{file}, line {i + 1}: '{line}' is not understood");
            }
        }

        return new FilterInputs { Sources = sources, References = references, Symbols = symbols, Language = language, IsChecked = isChecked };
    }
}
