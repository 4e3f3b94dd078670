// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Completions;

namespace Sofdsnoop.Tests;

/// <summary>What is written about the options, in the help, the man page and the completions, is about the same options.</summary>
public sealed partial class OptionTextTests
{
    private static readonly string Root = FindRoot();

    private static string ManPage => File.ReadAllText(Path.Combine(Root, "man", "sofdsnoop.8"));

    private static string[] Options => [.. CompletionScripts.Options.Select(option => option.Long).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_help_lists_the_options() => Assert.Equal(Options, Sorted(HelpOption().Matches(HelpText.Text)));

    [Fact]
    public void Each_option_is_taken()
    {
        foreach (var option in CompletionScripts.Options)
        {
            string[] value = option.Value switch
            {
                OptionValue.None => [],
                OptionValue.Words => [option.Words.Split(' ')[0]],
                OptionValue.Directory => ["."],
                OptionValue.User => ["0"],
                _ => ["1"],
            };
            foreach (var name in (string?[])[option.Long, option.Short])
            {
                // which directory is a cgroup is the kernel's business: here the option is only to be known
                if (name != null && new CommandLineParser().Parse([name, .. value]) is Invocation.Wrong wrong)
                    Assert.StartsWith("--cgroup needs a directory", wrong.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Each_word_that_is_completed_is_taken()
    {
        foreach (var option in CompletionScripts.Options.Where(option => option.Value == OptionValue.Words))
            Assert.All(option.Words.Split(' '), word => Assert.IsType<Invocation.Trace>(new CommandLineParser().Parse([option.Long, word])));
    }

    [Fact]
    public void The_man_page_names_every_kind()
    {
        var text = ManPage[ManPage.IndexOf("Only files of this kind", StringComparison.Ordinal)..ManPage.IndexOf("Other descriptors", StringComparison.Ordinal)];
        foreach (var kind in KindFilter.Words)
            Assert.Matches($@"\b{kind}\b", text);
    }

    private static string[] Sorted(MatchCollection matches) =>
        [.. matches.Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Sofdsnoop.sln")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }

    [GeneratedRegex(@"^  (?:-\w, )?(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex HelpOption();
}
