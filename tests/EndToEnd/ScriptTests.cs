// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;

namespace Sofdsnoop.EndToEnd.Tests;

/// <summary>benchmarks/EndToEnd/run.sh as it is used, with the C peers it builds.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task The_workload_is_measured_with_the_peers()
    {
        (int status, string[] lines, string errors) = await RunAsync(
            "snoop", "--json", "--quick", "--modes", "table,bare,out,bare-out", "--fds", "1", "--pairs", "1");

        Assert.True(status == 0, errors);
        Assert.Equal(
            ["untraced", "untraced", "bare C reader raw", "bare C reader raw filtered out"],
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("peer").GetString()));
    }

    [Fact]
    public async Task The_start_is_measured()
    {
        (int status, string[] lines, string errors) = await RunAsync("startup", "--quick");

        Assert.True(status == 0, errors);
        Assert.Equal(["attached", "resident", "files"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("what").GetString()));
    }

    [Fact]
    public async Task Other_benchmarks_are_not_known()
    {
        (int status, string[] _, string errors) = await RunAsync("ring");

        Assert.Equal(1, status);
        Assert.Equal("error: which benchmark? snoop or startup\n", errors);
    }

    private static async Task<(int Status, string[] Lines, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Programs.Root, "benchmarks/EndToEnd/run.sh"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries), await errors);
    }
}
