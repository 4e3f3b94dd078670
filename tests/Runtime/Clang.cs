// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;

namespace SharpBpf.Runtime.Tests;

/// <summary>Compiles BPF C for the tests, each source once a run.</summary>
internal static class Clang
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> s_objects = new();

    /// <summary>The object of Bpf/NAME.bpf.c.</summary>
    internal static byte[] Object(string name) => s_objects.GetOrAdd(name, static n => new Lazy<byte[]>(() =>
        Compile(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bpf", n + ".bpf.c"))))).Value;

    /// <summary>Opens Bpf/NAME.bpf.c.</summary>
    internal static BpfObjectFile Open(string name, BpfOpenOptions? options = null) => BpfObjectFile.FromBytes(Object(name), name, options);

    /// <summary>The object of a source text.</summary>
    internal static byte[] Compile(string source, params string[] arguments)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sharpbpf-test-");
        try
        {
            string output = Path.Combine(directory.FullName, "test.bpf.o");
            File.WriteAllText(Path.Combine(directory.FullName, "test.bpf.c"), source);
            // Multi-arch systems keep asm/types.h aside, where clang does not look for the target bpf.
            string triplet = Run("gcc", "-print-multiarch").Trim();
            Run("clang", ["-target", "bpf", .. arguments, "-O2", "-g", "-mcpu=v3", "-Wall", "-Werror",
                "-I/usr/include/" + triplet, "-c", Path.Combine(directory.FullName, "test.bpf.c"), "-o", output]);
            return File.ReadAllBytes(output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Runs a program and gives what it printed. It must succeed.</summary>
    internal static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error.Result}");
        return output;
    }
}
