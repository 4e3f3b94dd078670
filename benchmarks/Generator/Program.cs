// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Running;
using SharpBpf.Generator.Benchmarks;

BenchmarkRunner.Run<GeneratorBenchmarks>(args: args);
