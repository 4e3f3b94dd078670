// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Samples.Tests;

/// <summary>The tool that the README shows: it is what the README says, and it works on the running kernel.</summary>
public sealed class ExecsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("execs.bpf.c")]
    [InlineData("Program.cs")]
    public void The_README_shows_the_sample_as_it_is(string file)
    {
        string sample = File.ReadAllText(Path.Combine(Metadata("RepositoryRoot"), "samples", "Execs", file));
        string readme = File.ReadAllText(Path.Combine(Metadata("RepositoryRoot"), "README.md"));

        Assert.Contains($"\n{sample}```\n", readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_an_exec_of_the_process_it_was_told_to_watch()
    {
        // exec keeps the pid, so it is known before it happens.
        using Process watched = Start("/bin/sh", "-c", "read go; exec /bin/true");
        using Process sample = Start(Metadata("ExecsSample"), watched.Id.ToString(CultureInfo.InvariantCulture));
        try
        {
            Assert.Equal("PID     COMM", await ReadLine(sample));
            using (Process other = Start("/bin/false")) await other.WaitForExitAsync(TestContext.Current.CancellationToken);
            watched.StandardInput.WriteLine("go");

            Assert.Equal($"{watched.Id,-7} true", await ReadLine(sample));
        }
        finally
        {
            sample.Kill();
            watched.Kill();
        }
    }

    private static async Task<string> ReadLine(Process process)
    {
        try
        {
            return await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit)
                ?? throw new InvalidOperationException("it ended: " + await process.StandardError.ReadToEndAsync());
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"no line within {Limit.TotalSeconds} s");
        }
    }

    private static Process Start(string file, params string[] arguments) => Process.Start(new ProcessStartInfo(file, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static string Metadata(string key) => typeof(ExecsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == key).Value!;
}
