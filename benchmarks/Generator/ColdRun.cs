// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace SharpBpf.Generator.Benchmarks;

/// <summary>
/// The very first run of a process, as a build without the compiler's server has it: most of it is the runtime compiling the generator
/// and the parts of Roslyn that it uses. A process can have only one.
/// </summary>
internal static class ColdRun
{
    /// <summary>Makes it, and the one after it, and says how long they took.</summary>
    public static void Report(TextWriter output)
    {
        GeneratorBenchmarks benchmarks = new();
        benchmarks.Prepare();
        output.WriteLine("run,ms,of these compiling,methods");
        foreach (string run in new[] { "first", "second" })
        {
            TimeSpan compiling = JitInfo.GetCompilationTime();
            long methods = JitInfo.GetCompiledMethodCount();
            Stopwatch clock = Stopwatch.StartNew();
            benchmarks.FirstRun();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run},{clock.Elapsed.TotalMilliseconds:F0},{(JitInfo.GetCompilationTime() - compiling).TotalMilliseconds:F0},{JitInfo.GetCompiledMethodCount() - methods}"));
        }
    }
}
