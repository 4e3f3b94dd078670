// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Reflection;
using System.Text;
using SharpBpf.Filters.Tests.Harness;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Filters.Tests.Property;

/// <summary>
/// Random predicates and random inputs: .NET runs the C#, the kernel runs what the translator and clang made of it, and the answers
/// must be equal. A seed that fails is in the message, and gives the same predicates and inputs again.
/// </summary>
public sealed class PredicateTests
{
    private const int PredicatesInObject = 64;
    private const int Inputs = 1000;

    // 9 objects: 576 predicates, 576,000 comparisons.
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 9)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_kernel_answers_as_CSharp_does(int seed)
    {
        (string source, IReadOnlyList<string> predicates) = new PredicateGenerator(seed).Write(PredicatesInObject);
        using Workshop workshop = new();
        workshop.AddSource("Filters.cs", source);
        byte[]? image = workshop.Compile(Template());
        Assert.True(image is not null, $"seed {seed}\n{Excerpt(workshop.Log, source)}");
        Assert.DoesNotContain("warning", workshop.Log, StringComparison.Ordinal);

        BpfManifest manifest = workshop.Manifest();
        Assert.Equal(PredicatesInObject, manifest.Filters.Count(f => f.IsCompiled));
        InputMaker maker = new(manifest, seed);
        byte[] inputs = maker.Structs("input", Inputs);
        byte[] knobs = maker.Section(".rodata");

        byte[][] expected = RunInCSharp(workshop.LoadCSharp(), inputs, knobs);
        byte[][] actual = RunInKernel(image, inputs, knobs);
        for (int i = 0; i < PredicatesInObject; i++)
        {
            int different = expected[i].AsSpan().CommonPrefixLength(actual[i]);
            if (different == Inputs)
                continue;

            Assert.Fail(
                $"seed {seed}, input {different}: C# says {Show(expected, i, different)}, the kernel {Show(actual, i, different)}\n{predicates[i]}\n{CodeOf(workshop.TranslatedC, i)}");
        }

        // Predicates that always say the same would prove little.
        Assert.True(expected.Count(a => a.Contains((byte)1) && a.Contains((byte)2)) > PredicatesInObject / 2);
    }

    private static string Template()
    {
        StringBuilder text = new($"#include \"{Path.Combine(AppContext.BaseDirectory, "Bpf", "property.h")}\"\n");
        for (int i = 0; i < PredicatesInObject; i++)
            text.Append(CultureInfo.InvariantCulture, $"PREDICATE({i})\n");

        return text.ToString();
    }

    private static byte[][] RunInCSharp(Assembly assembly, byte[] inputs, byte[] knobs)
    {
        byte[][] answers = [.. Enumerable.Range(0, PredicatesInObject).Select(_ => new byte[Inputs])];
        assembly.GetType("Property.Filters", throwOnError: true)!.GetMethod("Run")!
            .CreateDelegate<Action<byte[], byte[], byte[][]>>()(inputs, knobs, answers);
        return answers;
    }

    private static byte[][] RunInKernel(byte[] image, byte[] inputs, byte[] knobs)
    {
        const int ResultSize = 4 + 1024;
        using KernelObject bpf = new(image, knobs);
        int inputMap = bpf.Map("inputs");
        int resultMap = bpf.Map("results");
        int size = inputs.Length / Inputs;
        for (int i = 0; i < Inputs; i++)
            KernelObject.Update(inputMap, (uint)i, inputs.AsSpan(i * size, size));

        byte[][] answers = new byte[PredicatesInObject][];
        byte[] result = new byte[ResultSize];
        for (int i = 0; i < PredicatesInObject; i++)
        {
            KernelObject.Update(resultMap, 0, new byte[ResultSize]);
            bpf.Run("run" + i.ToString(CultureInfo.InvariantCulture), Inputs);
            KernelObject.Lookup(resultMap, 0, result);
            Assert.Equal(Inputs, BitConverter.ToInt32(result));
            answers[i] = result[4..(4 + Inputs)];
        }

        return answers;
    }

    private static bool Show(byte[][] answers, int predicate, int input) => answers[predicate][input] == 2;

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
