// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Sofdsnoop.Completions;

namespace Sofdsnoop.Tests;

/// <summary>The completions, typed into the shells they are for.</summary>
public sealed class CompletionTests
{
    private static readonly (string Typed, string Completed)[] Lines =
    [
        ("sofdsnoop do", "doctor"),
        ("sofdsnoop --form", "--format"),
        ("sofdsnoop --format js", "--format json"),
        ("sofdsnoop -T --kind event", "-T --kind eventfd"),
        ("sofdsnoop --buffer=pe", "--buffer=perf"),
        ("sofdsnoop completions ba", "completions bash"),
        ("sofdsnoop --all", "--all-paths"),
        ("sofdsnoop --uid roo", "--uid root"),
        ("sofdsnoop --socket /etc/passw", "--socket /etc/passwd"),
    ];

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void A_shell_completes(string shell)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "sofdsnoop");
        var script = Path.Combine(AppContext.BaseDirectory, "Support", "complete.py");
        using var process = Process.Start(new ProcessStartInfo("python3", [script, shell, program, .. Lines.Select(line => line.Typed)])
        {
            RedirectStandardOutput = true,
        })!;
        var completed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Lines, Lines.Select(line => line.Typed).Zip(completed.TrimEnd('\n').Split('\n')));
    }

    [Theory]
    [InlineData("bash", "-n")]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public void A_shell_finds_no_fault_in_its_script(string shell, string check)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, CompletionScripts.For(shell));
            using var process = Process.Start(new ProcessStartInfo(shell, [check, path]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.Equal((0, ""), (process.ExitCode, errors));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
