// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Running;
using SharpBpf.Generator.Benchmarks;

if (args is ["cold"])
    ColdRun.Report(Console.Out);
else
    BenchmarkRunner.Run<GeneratorBenchmarks>(args: args);
