// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SharpBpf.Runtime.Tests;

/// <summary>
/// Compiles BPF C for the tests, each source once a run. With a folder in $TEST_BPF_OBJECTS, what was compiled is kept there, and
/// taken from there: so the tests run on machines that have no clang.
/// </summary>
internal static class Clang
{
    private static readonly string? s_kept = Environment.GetEnvironmentVariable("TEST_BPF_OBJECTS");
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> s_objects = new();
    private static readonly string s_include = Path.Combine(AppContext.BaseDirectory, "include");

    // An object kept from a time with other headers is another object.
    private static readonly Lazy<string> s_headers = new(static () => string.Join('\0', Directory.EnumerateFiles(s_include, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(File.ReadAllText)));

    /// <summary>The object of Bpf/NAME.bpf.c.</summary>
    internal static byte[] Object(string name) => s_objects.GetOrAdd(name, static n => new Lazy<byte[]>(() =>
        Compile(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bpf", n + ".bpf.c"))))).Value;

    /// <summary>Opens Bpf/NAME.bpf.c.</summary>
    internal static BpfObjectFile Open(string name, BpfOpenOptions? options = null) => BpfObjectFile.FromBytes(Object(name), name, options);

    /// <summary>The object of a source text.</summary>
    internal static byte[] Compile(string source, params string[] arguments)
    {
        if (s_kept is null)
            return CompileNow(source, arguments);
        string text = string.Join('\0', [source, .. arguments, s_headers.Value]);
        string path = Path.Combine(s_kept, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))) + ".o");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(s_kept);
            // Two tests may want the same one at the same time.
            string unfinished = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllBytes(unfinished, CompileNow(source, arguments));
            File.Move(unfinished, path, overwrite: true);
        }
        return File.ReadAllBytes(path);
    }

    private static byte[] CompileNow(string source, string[] arguments)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sharpbpf-test-");
        try
        {
            string output = Path.Combine(directory.FullName, "test.bpf.o");
            File.WriteAllText(Path.Combine(directory.FullName, "test.bpf.c"), source);
            // Multi-arch systems keep asm/types.h aside, where clang does not look for the target bpf.
            string triplet = Run("gcc", "-print-multiarch").Trim();
            string architecture = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x86" : "arm64";
            Run("clang", ["-target", "bpf", "-O2", "-g", "-mcpu=v3", "-Wall", "-Werror", "-D__TARGET_ARCH_" + architecture, .. arguments,
                "-I/usr/include/" + triplet, "-I" + s_include, "-c", Path.Combine(directory.FullName, "test.bpf.c"), "-o", output]);
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
