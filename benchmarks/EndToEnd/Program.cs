// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Sofdsnoop.EndToEnd;

// Measures the tool as its users have it, from the outside. benchmarks/EndToEnd/run.sh builds what it needs and says where it is.
var tool = new Option<string>("--tool") { Description = "sofdsnoop", Required = true };
var peers = new Option<string>("--peers") { Description = "the folder with fdpass, bare and bare.bpf.o", Required = true };
var bcc = new Option<string?>("--bcc") { Description = "bcc's sofdsnoop, to compare with" };
var hooks = List("--hooks", "the tool's hooks, the best first", "raw");
var modes = List(
    "--modes", "of table, json, perf, out (a filter that matches nothing), bare, bare-out, strace, bcc, bcc-out",
    "table,json,perf,out,bare,bare-out,strace");
var fds = List("--fds", "in each message", "1,253");
var pairs = List("--pairs", "of sockets", "1,4");
var milliseconds = new Option<int>("--milliseconds") { Description = "of each measurement", DefaultValueFactory = static _ => 1000 };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = static _ => 5 };
var output = new Option<string>("--output")
{
    Description = "the file that tracers write to",
    DefaultValueFactory = static _ => Path.Combine(Path.GetTempPath(), $"end-to-end-{Environment.ProcessId}.out"),
};

var snoop = new Command("snoop", "the workload's slowdown, loss, CPU and memory") { modes, fds, pairs, milliseconds };
snoop.SetAction(result =>
{
    var tracers = Tracers(result).ToList();
    var effort = new Effort(TimeSpan.FromMilliseconds(result.GetValue(milliseconds)), result.GetValue(rounds));
    using var workload = new Workload(Path.Combine(result.GetRequiredValue(peers), "fdpass"));
    var benchmark = new SnoopBenchmark(workload, effort, result.GetRequiredValue(output), Console.Error.WriteLine);
    var failures = new List<string>();
    foreach (var count in Numbers(result, fds))
    {
        foreach (var width in Numbers(result, pairs))
        {
            var results = benchmark.Measure(new Load(count, width), tracers);
            Print(SnoopReport.Of(results));
            failures.AddRange(SnoopReport.Failures(results));
        }
    }

    failures.ForEach(static failure => Console.Error.WriteLine($"error: {failure}"));
    return failures.Count == 0 ? 0 : 1;
});

var startup = new Command("startup", "time until attached, memory, size");
startup.SetAction(result =>
{
    var ours = Words(result, hooks).Select(hook => Ours(result, hook, ""));
    Print(new StartupBenchmark(result.GetValue(rounds), result.GetRequiredValue(output), Console.Error.WriteLine)
        .Measure([.. ours], result.GetValue(bcc) == null ? [Bare(result)] : [Bare(result), Bcc(result)]));
});

var root = new RootCommand("Benchmarks of sofdsnoop; prints a line of JSON for each comparison") { snoop, startup };
foreach (var option in new Option[] { tool, peers, bcc, hooks, rounds, output })
{
    option.Recursive = true;
    root.Options.Add(option);
}

try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is InvalidOperationException or IOException or FormatException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}

IEnumerable<Tracer> Tracers(ParseResult result)
{
    var wanted = Words(result, modes);
    foreach (var hook in Words(result, hooks))
    {
        if (wanted.Contains("table"))
            yield return Ours(result, hook, "table");
        if (wanted.Contains("json"))
            yield return Ours(result, hook, "json", "--format", "json");
        if (wanted.Contains("perf"))
            yield return Ours(result, hook, "perf", "--buffer", "perf");
        if (wanted.Contains("out"))
            yield return Ours(result, hook, "filtered out");
    }

    if (wanted.Contains("bare"))
        yield return Bare(result);
    if (wanted.Contains("bare-out"))
        yield return Bare(result, filtersOut: true);
    if (wanted.Contains("strace"))
        yield return new StraceTracer { Program = "strace" };
    if (wanted.Contains("bcc"))
        yield return Bcc(result);
    if (wanted.Contains("bcc-out"))
        yield return Bcc(result, filtersOut: true);
}

Tracer Ours(ParseResult result, string hook, string mode, params string[] arguments) =>
    new SofdsnoopTracer(result.GetRequiredValue(tool), ["--hook", hook, .. arguments])
    {
        Program = "sofdsnoop",
        Hook = hook,
        Mode = mode,
        FiltersOut = mode == "filtered out",
    };

// its fentry is compared with what does as much or more
Tracer Bare(ParseResult result, bool filtersOut = false) => new BareTracer(result.GetRequiredValue(peers))
{
    Program = "bare C reader",
    Hook = Words(result, hooks).Contains("fentry") ? "fentry" : "raw",
    Mode = filtersOut ? "filtered out" : "",
    FiltersOut = filtersOut,
};

Tracer Bcc(ParseResult result, bool filtersOut = false) =>
    new BccTracer(result.GetValue(bcc) ?? throw new InvalidOperationException("--modes bcc needs --bcc"))
    {
        Program = "bcc sofdsnoop",
        Mode = filtersOut ? "filtered out" : "",
        FiltersOut = filtersOut,
    };

static Option<string> List(string name, string description, string standard) =>
    new(name) { Description = $"{description}, with commas between them", DefaultValueFactory = _ => standard };

static string[] Words(ParseResult result, Option<string> option) => result.GetRequiredValue(option).Split(',');

static IEnumerable<int> Numbers(ParseResult result, Option<string> option) =>
    Words(result, option).Select(static word => int.Parse(word, CultureInfo.InvariantCulture));

static void Print(IEnumerable<Comparison> comparisons)
{
    foreach (var comparison in comparisons)
    {
        Console.WriteLine(comparison.ToJson());
        Console.Out.Flush();
    }
}
