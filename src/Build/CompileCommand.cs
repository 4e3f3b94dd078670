// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Runtime.InteropServices;
using SharpBpf.Build.Clang;

namespace SharpBpf.Build;

/// <summary><c>sharpbpf compile SRC --out OBJ</c>.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        Argument<string> source = new("source") { Description = "The BPF C source." };
        Option<string> output = new("--out", "-o") { Description = "The object to write.", Required = true };
        Option<string?> manifest = new("--manifest") { Description = "The manifest to write." };
        Option<string?> dependencies = new("--dep") { Description = "A file for the names of all files read, one a line." };
        Option<string[]> includes = new("--include", "-I") { Description = "A folder with headers." };
        Option<string[]> defines = new("--define", "-D") { Description = "A macro: NAME or NAME=VALUE." };
        Option<string?> filters = new("--filters") { Description = "A file that names the C# project's sources and references, for its filters." };
        Option<bool> bigEndian = new("--big-endian") { Description = "Make an object for big-endian machines." };
        Option<string?> architecture = new("--arch") { Description = "The machines the object is for: x64 or arm64 (those of this one's kind)." };
        architecture.AcceptOnlyFromAmong("x64", "arm64");

        Command command = new("compile", "Compile a source to an object without debug information, with BTF, and write its manifest.")
        {
            source, output, manifest, dependencies, includes, defines, filters, bigEndian, architecture,
        };
        command.SetAction(parsed =>
        {
            CompileRequest request = new(parsed.GetRequiredValue(source), parsed.GetRequiredValue(output))
            {
                Manifest = parsed.GetValue(manifest),
                Dependencies = parsed.GetValue(dependencies),
                IncludeDirectories = parsed.GetValue(includes) ?? [],
                Defines = parsed.GetValue(defines) ?? [],
                Filters = parsed.GetValue(filters),
                BigEndian = parsed.GetValue(bigEndian),
                Architecture = parsed.GetValue(architecture) switch
                {
                    "x64" => Architecture.X64,
                    "arm64" => Architecture.Arm64,
                    _ => RuntimeInformation.OSArchitecture,
                },
            };

            // Standard output, as that is where MSBuild's Exec looks for messages in order.
            return BpfCompiler.Compile(request, Console.Out) ? 0 : 1;
        });
        return command;
    }
}
