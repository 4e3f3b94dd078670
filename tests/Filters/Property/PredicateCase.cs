// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using SharpBpf.Filters.Tests.Harness;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Filters.Tests.Property;

/// <summary>Predicates and inputs that a seed gives, what C# answers, and the object that the build makes of them.</summary>
internal sealed class PredicateCase : IDisposable
{
    public const int Inputs = 1000;

    // Far more than it takes. A predicate can have loops, and a broken translator can make long ones of them.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly Workshop _workshop = new();
    private readonly int _seed;
    private readonly IReadOnlyList<string> _predicates;
    private readonly byte[] _inputs;
    private readonly byte[] _knobs;
    private readonly byte[][] _expected;

    public PredicateCase(int seed, int predicates, bool shallow = false)
    {
        _seed = seed;
        (string source, _predicates) = new PredicateGenerator(seed) { IsShallow = shallow }.Write(predicates);
        _workshop.AddSource("Filters.cs", source);
        byte[]? image = _workshop.Compile(Template(predicates));
        Assert.True(image is not null, $"seed {seed}\n{Excerpt(_workshop.Log, source)}");
        Assert.DoesNotContain("warning", _workshop.Log, StringComparison.Ordinal);
        Image = image;

        BpfManifest manifest = _workshop.Manifest();
        Assert.Equal(predicates, manifest.Filters.Count(f => f.IsCompiled));
        InputMaker maker = new(manifest, seed);
        _inputs = maker.Structs("input", Inputs);
        _knobs = maker.Section(".rodata");
        _expected = RunInCSharp();
    }

    /// <summary>With the predicates in it.</summary>
    public byte[] Image { get; }

    /// <summary>The file that was compiled: the template, and the predicates in C.</summary>
    public string TranslatedC => _workshop.TranslatedC;

    /// <summary>How many predicates answer both yes and no.</summary>
    public int Undecided => _expected.Count(a => a.Contains((byte)1) && a.Contains((byte)2));

    /// <summary>Compiles something else in place of <see cref="TranslatedC"/>.</summary>
    public byte[] Compile(string c) => _workshop.CompileUnit(c) ?? throw new InvalidOperationException(_workshop.Log);

    /// <summary>What the kernel answers, for each predicate and each input.</summary>
    public byte[][] RunInKernel(byte[] image)
    {
        Task<byte[][]> run = Task.Run(() => Run(image));

        // Nothing can stop a system call; but the test says which seed it was instead of going on for ever.
        Assert.True(Task.WhenAny(run, Task.Delay(_limit)).GetAwaiter().GetResult() == run, $"seed {_seed}: the kernel has not answered within {_limit}");
        return run.GetAwaiter().GetResult();
    }

    /// <summary>The first answer that differs from C#'s, with the predicate in C# and in C; null when there is none.</summary>
    public string? FirstDifference(byte[][] actual)
    {
        for (int i = 0; i < _expected.Length; i++)
        {
            int at = _expected[i].AsSpan().CommonPrefixLength(actual[i]);
            if (at != Inputs)
                return $"seed {_seed}, input {at}: C# says {_expected[i][at] == 2}, the kernel {actual[i][at] == 2}\n{_predicates[i]}\n{CodeOf(TranslatedC, i)}";
        }

        return null;
    }

    public void Dispose() => _workshop.Dispose();

    private static string Template(int predicates)
    {
        StringBuilder text = new($"#include \"{Path.Combine(AppContext.BaseDirectory, "Bpf", "property.h")}\"\n");
        for (int i = 0; i < predicates; i++)
            text.Append(CultureInfo.InvariantCulture, $"PREDICATE({i})\n");

        return text.ToString();
    }

    private byte[][] RunInCSharp()
    {
        byte[][] answers = [.. _predicates.Select(_ => new byte[Inputs])];
        _workshop.LoadCSharp().GetType("Property.Filters", throwOnError: true)!.GetMethod("Run")!
            .CreateDelegate<Action<byte[], byte[], byte[][]>>()(_inputs, _knobs, answers);
        return answers;
    }

    private byte[][] Run(byte[] image)
    {
        const int ResultSize = 4 + 1024;
        using KernelObject bpf = new(image, _knobs);
        int inputMap = bpf.Map("inputs");
        int resultMap = bpf.Map("results");
        int size = _inputs.Length / Inputs;
        for (int i = 0; i < Inputs; i++)
            KernelObject.Update(inputMap, (uint)i, _inputs.AsSpan(i * size, size));

        byte[][] answers = new byte[_predicates.Count][];
        byte[] result = new byte[ResultSize];
        for (int i = 0; i < answers.Length; i++)
        {
            KernelObject.Update(resultMap, 0, new byte[ResultSize]);
            bpf.Run("run" + i.ToString(CultureInfo.InvariantCulture), Inputs);
            KernelObject.Lookup(resultMap, 0, result);
            Assert.Equal(Inputs, BitConverter.ToInt32(result));
            answers[i] = result[4..(4 + Inputs)];
        }

        return answers;
    }

    private static string CodeOf(string c, int predicate)
    {
        int start = c.IndexOf($" filter{predicate}(", StringComparison.Ordinal);
        int end = c.IndexOf("\n}\n", start, StringComparison.Ordinal);
        return c[start..end];
    }

    private static string Excerpt(string log, string source)
    {
        StringBuilder text = new();
        string[] lines = source.Split('\n');
        foreach (string line in log.Split('\n').Where(l => l.Contains("error", StringComparison.Ordinal)).Take(8))
        {
            text.AppendLine(line);
            int open = line.IndexOf('(', StringComparison.Ordinal);
            if (open > 0 && int.TryParse(line[(open + 1)..].Split(',', ')')[0], out int number) && number <= lines.Length && line.Contains(".cs(", StringComparison.Ordinal))
                text.AppendLine(lines[number - 1]);
        }

        return text.ToString();
    }
}
