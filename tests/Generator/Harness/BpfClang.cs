// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>Compiles C for BPF. What clang puts into the object is the truth that the generated C# is held against.</summary>
internal static class BpfClang
{
    public static byte[] Compile(string c)
    {
        string folder = Directory.CreateTempSubdirectory("sharpbpf-generator-").FullName;
        try
        {
            string source = Path.Combine(folder, "case.bpf.c");
            string result = Path.Combine(folder, "case.bpf.o");
            File.WriteAllText(source, c);
            ProcessStartInfo start = new("clang", ["-target", "bpf", "-g", "-O1", "-w", "-std=gnu11", "-fms-extensions", "-c", source, "-o", result])
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
