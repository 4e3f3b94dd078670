// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>How much is measured, from the command line.</summary>
internal sealed class BenchOptions
{
    internal IReadOnlyList<int> Sizes { get; private set; } = [16, 64, 256, 1024];

    internal IReadOnlyList<int> Bursts { get; private set; } = [200, 10_000, 100_000];

    /// <summary>Blocks of turns, each with new buffers.</summary>
    internal int Blocks { get; private set; } = 9;

    /// <summary>Records of each side in a block; long bursts need fewer turns for the same.</summary>
    private int RecordsPerBlock { get; set; } = 500_000;

    /// <summary>Entries of the tables.</summary>
    internal int Entries { get; private set; } = 100_000;

    /// <summary>Records that each side of a stream reads, and in how many turns.</summary>
    internal int StreamRecords { get; private set; } = 100_000_000;

    internal int StreamTurns { get; private set; } = 5;

    internal int Turns(int records) => Math.Clamp(RecordsPerBlock / records, 5, 500);

    internal static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        BenchOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (name == "--quick")
            {
                options.Bursts = [200, 10_000];
                options.Blocks = 1;
                options.RecordsPerBlock = 1000;
                options.Entries = 2000;
                options.StreamRecords = 200_000;
                options.StreamTurns = 1;
                continue;
            }
            if (++i == arguments.Length)
                throw new BenchmarkException($"{name} needs a value");
            string value = arguments[i];
            switch (name)
            {
                case "--sizes": options.Sizes = Numbers(value); break;
                case "--bursts": options.Bursts = Numbers(value); break;
                case "--entries": options.Entries = Number(value); break;
                case "--records": options.StreamRecords = Number(value); break;
                case "--turns": options.StreamTurns = Number(value); break;
                case "--blocks": options.Blocks = Number(value); break;
                default: throw new BenchmarkException($"unknown option '{name}'");
            }
        }
        return options;
    }

    private static int[] Numbers(string list) => [.. list.Split(',').Select(Number)];

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
        ? number
        : throw new BenchmarkException($"'{text}' is not a number greater than 0");
}
