// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>Compiles C for BPF. What clang puts into the object is the truth that the generated C# is held against.</summary>
internal static class BpfClang
{
    /// <summary>The manifest that the build would make of this C.</summary>
    public static string Manifest(string c, string source)
        => ManifestWriter.Write(ManifestBuilder.Build(Compile(c), source, source).Manifest);

    public static byte[] Compile(string c, string target = "bpf")
    {
        string folder = Directory.CreateTempSubdirectory("sharpbpf-generator-").FullName;
        try
        {
            string source = Path.Combine(folder, "case.bpf.c");
            string result = Path.Combine(folder, "case.bpf.o");
            File.WriteAllText(source, c);
            ProcessStartInfo start = new("clang", ["-target", target, "-g", "-O1", "-w", "-std=gnu11", "-fms-extensions", "-idirafter", "/usr/include/x86_64-linux-gnu", "-c", source, "-o", result])
            {
                RedirectStandardError = true,
            };
            using Process clang = Process.Start(start)!;
            string errors = clang.StandardError.ReadToEnd();
            clang.WaitForExit();
            Assert.True(clang.ExitCode == 0, errors);
            return File.ReadAllBytes(result);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
