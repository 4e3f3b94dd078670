// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using SharpBpf.Fuzz;

Option<long> inputs = new("--inputs") { Description = "How many mutated inputs to try, all threads together.", DefaultValueFactory = _ => 1_000_000 };
Option<int> seed = new("--seed") { Description = "Where the random numbers start; the same seed gives the same run.", DefaultValueFactory = _ => 1 };
Option<int> threads = new("--threads") { Description = "How many threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
Option<string> output = new("--output") { Description = "The folder for inputs that fail.", DefaultValueFactory = _ => "artifacts/fuzz" };
Option<string?> keep = new("--keep") { Description = "A folder for the distilled corpus: one small input for each way to end." };
Option<string?> replay = new("--replay") { Description = "Run the inputs of this file, and nothing else." };

RootCommand root = new("Mutates BPF objects and manifests, and demands an answer or a typed error for each, in bounded time and memory.")
{
    inputs, seed, threads, output, keep, replay,
};
root.SetAction(parsed =>
{
    FuzzRun run = new(parsed.GetValue(seed), parsed.GetRequiredValue(output));
    return parsed.GetValue(replay) is { } file
        ? run.Replay(file)
        : run.Mutate(parsed.GetValue(inputs), Math.Max(1, parsed.GetValue(threads)), parsed.GetValue(keep));
});
return root.Parse(args).Invoke();
