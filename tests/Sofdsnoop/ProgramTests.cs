// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Demo;

namespace Sofdsnoop.Tests;

/// <summary>The program from outside: exit status, and what goes to which stream. Nothing here attaches.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData("-p", "abc")]
    [InlineData("--no-such-option")]
    [InlineData("-n", "[")]
    [InlineData("-d", "-1")]
    [InlineData("demo", "--pid", "1")]
    public void A_wrong_command_line_is_one_line_and_status_2(params string[] args)
    {
        var (status, output, error) = Run(args);
        Assert.Equal(2, status);
        Assert.Equal("", output);
        Assert.Matches(@"^sofdsnoop: [^\n]+; 'sofdsnoop --help' lists the options\n$", error);
    }

    [Fact]
    public void Help_goes_to_the_output_and_fits_a_terminal()
    {
        var (status, output, error) = Run("--help");
        Assert.Equal(0, status);
        Assert.Equal("", error);
        Assert.Equal(HelpText.Text, output);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public void The_version_is_that_of_the_assembly()
    {
        var (status, output, _) = Run("--version");
        Assert.Equal(0, status);
        Assert.Matches(@"^sofdsnoop \d+\.\d+\.\d+\n$", output);
    }

    [Fact]
    public void The_demos_processes_pass_what_they_promise_without_anybody_watching()
    {
        var directory = Directory.CreateTempSubdirectory("sofdsnoop-test-").FullName;
        try
        {
            using var receiver = Start(DemoProcess.Command, DemoWorkers.Receiver, directory);
            using var sender = Start(DemoProcess.Command, DemoWorkers.Sender, directory);
            Assert.Equal(DemoWorkers.Ready, receiver.StandardOutput.ReadLine());
            Assert.Equal(DemoWorkers.Ready, sender.StandardOutput.ReadLine());
            receiver.StandardInput.WriteLine("go");
            sender.StandardInput.WriteLine("go");
            Assert.Equal((0, "", ""), End(receiver));
            Assert.Equal((0, "", ""), End(sender));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void The_demos_processes_end_with_the_demo()
    {
        var directory = Directory.CreateTempSubdirectory("sofdsnoop-test-").FullName;
        try
        {
            using var sender = Start(DemoProcess.Command, DemoWorkers.Sender, directory);
            Assert.Equal(DemoWorkers.Ready, sender.StandardOutput.ReadLine());
            sender.StandardInput.Close();
            Assert.Equal((0, "", ""), End(sender));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static (int Status, string Output, string Error) Run(params string[] args)
    {
        using var process = Start(args);
        return End(process);
    }

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sofdsnoop"), args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static (int Status, string Output, string Error) End(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
