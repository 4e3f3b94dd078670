// SPDX-License-Identifier: Apache-2.0
namespace Scripts.Tests;

/// <summary>scripts/vm tells what became of a machine. QEMU is a fake here; GuestTests have real ones.</summary>
public sealed class MachineTests : IDisposable
{
    // What the fake is given: its disks are the root, the job, room for the results, and the modules.
    private const string Preparation = """
        #!/bin/bash
        for word; do
            case $word in
                file=*/job,*) job=${word#file=} job=${job%%,*} ;;
                file=*/results,*) results=${word#file=} results=${results%%,*} ;;
                file:*/console) console=${word#file:} ;;
                file:*/log) log=${word#file:} ;;
            esac
        done
        mkdir -p inside/out && tar xf "$job" -C inside
        results() { echo "$1" >inside/out/.status; tar cf inside/results -C inside/out . ; dd if=inside/results of="$results" conv=notrunc 2>/dev/null; }

        """;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(124)]
    public void The_jobs_exit_status_is_the_commands(int status)
    {
        Shell.Result result = Run($"echo words >\"$log\"; echo more >inside/out/file; results {status}");

        Assert.Equal((status, "words\n", ""), (result.Status, result.Out, result.Error));
        Assert.Equal("more\n", File.ReadAllText(Path.Combine(_scratch.Directory, "out", "file")));
    }

    [Fact]
    public void The_job_gets_its_files_and_its_command()
    {
        Shell.Result result = Run("cat inside/run inside/input >\"$log\"; results 0");

        Assert.Equal("#!/bin/sh\nexec echo 'two words' '$HOME'\nthe input\n", result.Out);
    }

    [Fact]
    public void A_machine_that_does_not_end_is_ended_and_is_124()
    {
        Shell.Result result = Run("echo begun >\"$log\"; echo booting >\"$console\"; exec sleep 60");

        Assert.Equal(124, result.Status);
        Assert.Equal("begun\n", result.Out);
        Assert.StartsWith("the machine was ended after 2", result.Error, StringComparison.Ordinal);
        Assert.Contains("booting", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'Kernel panic - not syncing' >\"$console\"; exit 0", "Kernel panic")]
    [InlineData("echo 'no such machine' >&2; exit 1", "no such machine")]
    public void A_machine_that_dies_is_125_and_its_last_words_are_told(string dies, string words)
    {
        Shell.Result result = Run(dies);

        Assert.Equal(125, result.Status);
        Assert.StartsWith("the machine died", result.Error, StringComparison.Ordinal);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_cannot_leave_their_folder()
    {
        Shell.Result result = Run("echo escaped >inside/escaped; echo 0 >inside/out/.status; " +
            "tar cPf \"$results\" -C inside/out .status ../escaped");

        Assert.Equal(125, result.Status);
        Assert.False(File.Exists(Path.Combine(_scratch.Directory, "escaped")));
    }

    [Fact]
    public void A_kernel_that_is_not_in_the_list_is_an_error()
    {
        Shell.Result result = Shell.Run(_scratch.Directory, null, "python3", Vm, "run", "-k", "1.0", "--", "true");

        Assert.Equal(1, result.Status);
        Assert.Equal("error: kernels.conf has no 1.0\n", result.Error);
    }

    /// <summary>No kernel can be had: each is skipped by its name, and the whole is a failure; a quick run has no other architecture to skip.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData("quick", 0)]
    public void Kernels_that_cannot_be_fetched_are_skipped_by_name_and_too_few_are_a_failure(string tests, int architectures)
    {
        _scratch.WriteProgram("bin/apt-get", "#!/bin/sh\necho 'E: the archive cannot be reached' >&2\nexit 100\n");
        Shell.Result result = Shell.Run(_scratch.Directory, null, "env", "XDG_CACHE_HOME=" + _scratch.Directory, $"PATH={_scratch.Directory}/bin:/usr/bin:/bin",
            "DEBIAN_MIRROR=http://localhost/debian", "KERNEL_TESTS=" + tests, "python3", Vm, "test", "--results", _scratch.Directory);
        Assert.Equal(0, result.Status);
        Shell.Result sum = Shell.Run(_scratch.Directory, null, "python3", Path.Combine(Shell.Root, "scripts", "add-up.py"),
            Path.Combine(_scratch.Directory, "runs.tsv"));

        string[] kernels = [.. File.ReadLines(Path.Combine(Vm, "kernels.conf")).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => $"kernel {words[1]} ({words[0]})")];
        Assert.True(kernels.Length >= 4);
        foreach (string kernel in kernels)
            Assert.Matches($"SKIPPED {System.Text.RegularExpressions.Regex.Escape(kernel)}\n      .*the archive cannot be reached\n", sum.Out);
        Assert.Equal(architectures, sum.Lines.Count(line => line == "SKIPPED arm64 smoke test"));
        Assert.Contains("FAILED  kernels\n      the tests ran on 0 kernels, and need 3\n", sum.Out, StringComparison.Ordinal);
        Assert.Equal($"0 passed, 1 failed, {kernels.Length + architectures} skipped", sum.Lines[^1]);
        Assert.Equal(1, sum.Status);
    }

    [Theory]
    [InlineData("C.A", "failed", "2 shown\n9 messages, 26 program runs skipped by the kernel")]
    [InlineData("", "failed", "2 shown\n9 messages, 0 lost")]
    [InlineData("", "passed", "26 program runs skipped by the kernel")]
    [InlineData("C.A", "failed", "expected 2", "attached", "9 messages, 1 program runs skipped by the kernel")]
    [InlineData("", "failed", "expected 2", "9 messages, 0 lost")]
    public void Tests_run_once_more_only_for_runs_that_the_kernel_left_out(string repeated, string status, string message, params string[] said)
    {
        string file = Results("results.json", ("C.A(x: 1)", status, message, said), ("C.B", "passed", "", said));

        Assert.Equal(repeated, Python("print(*tests.to_repeat(pathlib.Path(sys.argv[2])))", file).TrimEnd());
    }

    [Fact]
    public void What_failed_and_ran_once_more_is_what_became_of_it_then_and_all_else_stays()
    {
        string first = Results("results.json", ("C.A(x: 1)", "failed", "old", []), ("C.A(x: 2)", "passed", "old", []), ("C.B", "failed", "old", []), ("C.D", "failed", "old", []));
        string again = Results("again.json", ("C.A(x: 1)", "passed", "new", []), ("C.A(x: 2)", "failed", "new", []), ("C.B", "failed", "new", []));
        Python("tests.put_in_place(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))", first, again);

        using var results = System.Text.Json.JsonDocument.Parse(File.ReadAllText(first));
        Assert.Equal(["C.A(x: 1) passed new", "C.A(x: 2) passed old", "C.B failed new", "C.D failed old"],
            results.RootElement.GetProperty("results").GetProperty("tests").EnumerateArray()
                .Select(test => $"{test.GetProperty("name")} {test.GetProperty("status")} {test.GetProperty("message")}"));
    }

    private string Results(string name, params (string Name, string Status, string Message, string[] Said)[] tests)
    {
        var results = new { results = new { tests = tests.Select(test => new { name = test.Name, status = test.Status, message = test.Message, stdout = test.Said }) } };
        return _scratch.Write(name, System.Text.Json.JsonSerializer.Serialize(results));
    }

    private string Python(string statement, params string[] files)
    {
        Shell.Result result = Shell.Run(_scratch.Directory, null, "python3",
            ["-c", "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import tests; " + statement, Vm, .. files]);
        Assert.Equal((0, ""), (result.Status, result.Error));
        return result.Out;
    }

    private static string Vm => Path.Combine(Shell.Root, "scripts", "vm");

    // A kernel of the cache that no test would boot: the fake does not look at it.
    private Shell.Result Run(string fake)
    {
        string kernel = Path.Combine("sharpbpf", "kernels", "bookworm-amd64");
        _scratch.Write(Path.Combine(kernel, "kernel"), "");
        _scratch.Write(Path.Combine(kernel, "modules.ext4"), "");
        _scratch.Write(Path.Combine(kernel, "kernel.json"), """{"version": "6.1", "release": "6.1.0"}""");
        _scratch.Write("input", "the input\n");
        return Shell.Run(_scratch.Directory, null, "env", "XDG_CACHE_HOME=" + _scratch.Directory, "QEMU=" + _scratch.WriteProgram("qemu", Preparation + fake + "\n"),
            "python3", Vm, "run", "-k", "6.1", "-t", "2", "-r", "/dev/null", "-o", "out", "-f", "input", "--", "echo", "two words", "$HOME");
    }
}
