// SPDX-License-Identifier: Apache-2.0
namespace Scripts.Tests;

/// <summary>scripts/common.sh asks apt-get for what is missing, and for nothing else. apt-get is a fake here.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Nothing_missing_means_no_apt_call()
    {
        Shell.Result result = Ensure("need one 'because' true; need two 'because' true");

        Assert.Equal(0, result.Status);
        Assert.Equal("", result.Error);
        Assert.Empty(AptCalls);
    }

    [Fact]
    public void What_is_missing_is_named_with_its_reason_and_installed_once()
    {
        Shell.Result result = Ensure("need here 'never said' true; need one 'first reason' test -e one; need two 'second' test -e two");

        Assert.Equal(0, result.Status);
        Assert.StartsWith("missing: one (first reason)\nmissing: two (second)\n", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("never said", result.Error, StringComparison.Ordinal);
        Assert.Collection(AptCalls,
            call => Assert.EndsWith(" update", call, StringComparison.Ordinal),
            call => Assert.EndsWith(" install -y --no-install-recommends one two", call, StringComparison.Ordinal));
    }

    [Fact]
    public void What_apt_says_goes_to_stderr_only()
    {
        Shell.Result result = Ensure("need one 'because' test -e one");

        Assert.Equal("", result.Out);
        Assert.Contains("Setting up one", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_does_not_bring_what_was_missing_is_an_error()
    {
        Shell.Result result = Ensure("need one 'because' test -e something-else");

        Assert.Equal(1, result.Status);
        Assert.Contains("error: installed, and still missing: one\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_package_turns_out_to_need_is_installed_next()
    {
        Shell.Result result = Ensure("need one 'because' test -e one; need two 'one needs it' test ! -e one -o -e two");

        Assert.Equal(0, result.Status);
        Assert.Equal(["install -y --no-install-recommends one", "install -y --no-install-recommends two"],
            AptCalls.Where(call => call.Contains(" install ", StringComparison.Ordinal))
                .Select(call => call[call.IndexOf("install ", StringComparison.Ordinal)..]));
    }

    [Fact]
    public void A_package_that_cannot_be_installed_is_an_error()
    {
        Shell.Result result = Ensure("need unavailable 'because' test -e unavailable");

        Assert.Equal(1, result.Status);
        Assert.Contains("error: apt-get could not install: unavailable \n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_apt_get_the_error_names_the_packages()
    {
        Shell.Result result = Ensure("PATH=/nowhere; need one 'because' false; need two 'because' false");

        Assert.Equal(1, result.Status);
        Assert.Contains("error: install these by hand (there is no apt-get here): one two\n", result.Error, StringComparison.Ordinal);
    }

    private string[] AptCalls =>
        File.Exists(Path.Combine(_scratch.Directory, "apt.log")) ? File.ReadAllLines(Path.Combine(_scratch.Directory, "apt.log")) : [];

    // The fake "installs" a package by making a file of its name.
    private Shell.Result Ensure(string list)
    {
        const string fake = """
            #!/bin/sh
            echo "$@" >> apt.log
            installing=
            for word; do
                case $word in
                    install) installing=yes ;;
                    unavailable) exit 100 ;;
                    -*) ;;
                    *) if [ "$installing" ]; then echo "Setting up $word"; : > "$word"; fi ;;
                esac
            done
            """;
        _scratch.WriteProgram("bin/apt-get", fake);
        // Not root? Then the scripts go through sudo, which is a fake as well.
        _scratch.WriteProgram("bin/sudo", "#!/bin/sh\n[ \"$1\" = -n ] && shift\nexec \"$@\"\n");
        string common = Path.Combine(Shell.Root, "scripts", "common.sh");
        return Shell.Run(_scratch.Directory, _scratch.Directory + "/bin:/usr/bin:/bin", "/bin/bash", "-c",
            $"set -euo pipefail; source '{common}'; list() {{ {list}; }}; ensure list");
    }
}
