// SPDX-License-Identifier: Apache-2.0
namespace Scripts.Tests;

/// <summary>
/// The samples are what xunit.v3 4.0.2 wrote: mixed (5 passed, 2 failed, 1 skipped, and a fixture that threw in
/// Dispose), passing (3 passed), empty (a filter that fits no test).
/// </summary>
public sealed class AddUpTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Every_kind_of_result_is_counted_and_named()
    {
        Shell.Result sum = AddUp(Run("Mixed", "1", "mixed"), Run("Good", "0", "passing"));

        Assert.Equal("8 passed, 3 failed, 1 skipped", sum.Lines[^1]);
        Assert.Equal(1, sum.Status);
        Assert.Contains("Mixed: 5 passed, 3 failed, 1 skipped (2 s)", sum.Lines);
        Assert.Contains("SKIPPED Probe.P.Skipped\n      kernel too old, for \"this\" & <that>\n", sum.Out, StringComparison.Ordinal);
        Assert.Contains("FAILED  Probe.P.Bad\n      Assert.Equal() Failure: Values differ\n      Expected: 5\n", sum.Out, StringComparison.Ordinal);
        Assert.Contains("FAILED  Probe.WithFixture (test-class-cleanup)\n", sum.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Success_is_status_0_and_says_nothing_of_skips()
    {
        Shell.Result sum = AddUp(Run("Good", "0", "passing"), Run("Also", "0", "passing"));

        Assert.Equal("6 passed, 0 failed", sum.Lines[^1]);
        Assert.Equal(0, sum.Status);
    }

    [Fact]
    public void A_program_that_died_without_results_is_a_failure()
    {
        string log = _scratch.Write("crash.log", "  Starting:    X\nProcess terminated.\nboom\n   at X.Y()\n");
        Shell.Result sum = AddUp(Run("Good", "0", "passing"), $"Crash\t134\t2\t/does/not/exist\t{log}");

        Assert.Equal("3 passed, 1 failed", sum.Lines[^1]);
        Assert.Equal(1, sum.Status);
        Assert.Contains("FAILED  Crash\n      ended with status 134 after 2 s\n      Process terminated.\n      boom\n", sum.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_status_counts_even_when_every_test_passed()
    {
        Shell.Result sum = AddUp(Run("Odd", "139", "passing"));

        Assert.Equal("3 passed, 1 failed", sum.Lines[^1]);
        Assert.Equal(1, sum.Status);
    }

    [Fact]
    public void Running_out_of_time_is_a_failure()
    {
        Shell.Result sum = AddUp("Slow\ttimeout\t600\t/does/not/exist\t/does/not/exist");

        Assert.Equal("0 passed, 1 failed", sum.Lines[^1]);
        Assert.Contains("ran out of time after 600 s", sum.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_does_not_build_is_a_failure()
    {
        string log = _scratch.Write("build.log", "a.cs(1,1): error CS1002: ; expected\n");
        Shell.Result sum = AddUp(Run("Good", "0", "passing"), $"Broken\tbuild\t0\t/does/not/exist\t{log}");

        Assert.Equal("3 passed, 1 failed", sum.Lines[^1]);
        Assert.Contains("FAILED  Broken\n      does not build\n      a.cs(1,1): error CS1002: ; expected\n", sum.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_ran_no_test_is_a_failure()
    {
        Shell.Result sum = AddUp(Run("Empty", "0", "empty"));

        Assert.Equal("0 passed, 1 failed", sum.Lines[^1]);
        Assert.Equal(1, sum.Status);
    }

    [Fact]
    public void No_project_at_all_is_a_failure()
    {
        Shell.Result sum = AddUp();

        Assert.Equal("0 passed, 1 failed", sum.Lines[^1]);
        Assert.Equal(1, sum.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"results\": {\"tests\": [{\"name\": \"cut off")]
    [InlineData("[]")]
    [InlineData("{\"results\": {}}")]
    public void Results_that_cannot_be_read_are_a_failure(string json)
    {
        string results = _scratch.Write("broken.json", json);
        Shell.Result sum = AddUp(Run("Good", "0", "passing"), $"Broken\t0\t2\t{results}\t/does/not/exist");

        Assert.Equal("3 passed, 1 failed", sum.Lines[^1]);
        Assert.Equal(1, sum.Status);
    }

    [Fact]
    public void A_hostile_message_reaches_the_terminal_escaped()
    {
        string hostile = File.ReadAllText(Sample("mixed")).Replace("Values differ", "\\u001b]0;owned\\u0007", StringComparison.Ordinal);
        Shell.Result sum = AddUp($"Hostile\t1\t2\t{_scratch.Write("hostile.json", hostile)}\t/does/not/exist");

        Assert.DoesNotContain('\u001b', sum.Out);
        Assert.Contains(@"\x1b]0;owned\x07", sum.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Tests_that_run_in_several_places_are_named_with_the_place()
    {
        Shell.Result sum = AddUp(Run("6.1 raw Probe", "1", "mixed") + "\t6.1 raw", Run("6.12 raw Probe", "0", "passing") + "\t6.12 raw");

        Assert.Contains("6.1 raw Probe: 5 passed, 3 failed, 1 skipped (2 s)", sum.Lines);
        Assert.Contains("SKIPPED [6.1 raw] Probe.P.Skipped\n", sum.Out, StringComparison.Ordinal);
        Assert.Contains("FAILED  [6.1 raw] Probe.P.Bad\n", sum.Out, StringComparison.Ordinal);
        Assert.Contains("FAILED  [6.1 raw] Probe.WithFixture (test-class-cleanup)\n", sum.Out, StringComparison.Ordinal);
        Assert.Equal("8 passed, 3 failed, 1 skipped", sum.Lines[^1]);
    }

    [Theory]
    [InlineData("skipped", "SKIPPED", "3 passed, 0 failed, 1 skipped", 0)]
    [InlineData("error", "FAILED ", "3 passed, 1 failed", 1)]
    public void What_did_not_run_at_all_is_named_with_the_reason(string status, string title, string closing, int exit)
    {
        string log = _scratch.Write("why.log", "the archive cannot be reached\n");
        Shell.Result sum = AddUp(Run("Good", "0", "passing"), $"kernel 6.1 (bookworm)\t{status}\t0\t-\t{log}");

        Assert.Contains($"{title} kernel 6.1 (bookworm)\n      the archive cannot be reached\n", sum.Out, StringComparison.Ordinal);
        Assert.Equal(closing, sum.Lines[^1]);
        Assert.Equal(exit, sum.Status);
    }

    private static string Sample(string name) => Path.Combine(Shell.Root, "tests", "Scripts", "samples", name + ".ctrf.json");

    private static string Run(string name, string status, string sample) =>
        $"{name}\t{status}\t2\t{Sample(sample)}\t/does/not/exist";

    private Shell.Result AddUp(params string[] runs)
    {
        string file = _scratch.Write("runs.tsv", string.Concat(runs.Select(run => run + "\n")));
        Shell.Result result = Shell.Run(_scratch.Directory, null, "python3", Path.Combine(Shell.Root, "scripts", "add-up.py"), file);
        Assert.Equal("", result.Error);
        return result;
    }
}
