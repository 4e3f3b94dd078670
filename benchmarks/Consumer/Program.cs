// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Running;
using Sofdsnoop.Consumer.Benchmarks;

BenchmarkRunner.Run<ConsumerBenchmarks>(args: args);
