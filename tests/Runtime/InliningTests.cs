// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace SharpBpf.Runtime.Tests;

/// <summary>What the JIT makes of the loop that hands events to a struct, by its own listing. Needs root.</summary>
public sealed class InliningTests
{
    [Fact]
    public void A_handlers_method_is_part_of_the_loop()
    {
        string path = Path.GetTempFileName();
        try
        {
            // This program again, with the one test that dispatches; everything is optimised at once.
            ProcessStartInfo start = new(Environment.ProcessPath!,
                ["-noColor", "-noLogo", "-method", $"{typeof(EventBufferKernelTests).FullName}.{nameof(EventBufferKernelTests.A_handler_gets_every_event_and_nothing_is_allocated)}"])
            {
                RedirectStandardOutput = true,
                Environment = { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_JitDisasm"] = "DispatchBatch", ["DOTNET_JitStdOutFile"] = path },
            };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
            string[] loops = [.. File.ReadAllText(path).Split("; Assembly listing for method ").Where(static l => l.Contains("Adder", StringComparison.Ordinal))];
            Assert.Equal(2, loops.Length);
            Assert.All(loops, static loop =>
            {
                string[] calls = [.. loop.Split('\n').Where(static line => line.Contains("call ", StringComparison.Ordinal))];
                Assert.DoesNotContain(calls, static c => c.Contains("OnEvent", StringComparison.Ordinal) || c.Contains("OnRecord", StringComparison.Ordinal));
                // The records are found in batches; whatever else is called only throws.
                Assert.Single(calls, static c => !c.Contains("Throw", StringComparison.Ordinal));
            });
        }
        finally
        {
            File.Delete(path);
        }
    }
}
