// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Scripts.Tests;

/// <summary>What the README and the man page say is what the tool has.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Options()
    {
        Shell.Result help = Shell.Run(Shell.Root, null, Path.Combine(Shell.Root, "artifacts", "sofdsnoop"), "--help");
        return new TheoryData<string>(Regex.Matches(help.Out, "(?<![A-Za-z-])--?[A-Za-z][a-z-]*").Select(match => match.Value).Distinct());
    }

    [Fact]
    public void Help_names_the_options_this_test_looks_for() => Assert.Contains(Options(), row => row.Data == "--duration");

    [Theory]
    [MemberData(nameof(Options))]
    public void The_README_names_every_option(string option) =>
        Assert.Matches($"`{option}[ `]", File.ReadAllText(Path.Combine(Shell.Root, "README.md")));

    [Theory]
    [MemberData(nameof(Options))]
    public void The_man_page_names_every_option(string option) =>
        Assert.Matches($"(?<![a-z-]){option}(?![a-z-])",
            File.ReadAllText(ManPage).Replace("\\-", "-", StringComparison.Ordinal).Replace("\\fI", " ", StringComparison.Ordinal));

    [Fact]
    public void The_man_page_is_clean()
    {
        Shell.Result man = Shell.Run(Shell.Root, null, "man", "--warnings", "--encoding=UTF-8", "--troff-device=utf8", "--ditroff",
            "--local-file", ManPage);

        Assert.Equal("", man.Error);
        Assert.Equal(0, man.Status);
    }

    private static string ManPage => Path.Combine(Shell.Root, "man", "sofdsnoop.8");
}
