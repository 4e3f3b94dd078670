// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SharpBpf.Generator;

namespace SharpBpf.Analyzers.Tests;

/// <summary>Runs the generator over a snippet.</summary>
internal static class Generated
{
    /// <summary>An object with a map of each kind of interest, two programs, knobs and a variable.</summary>
    public const string Manifest = """
        sharpbpf-manifest 1
        source tool.bpf.c
        license GPL
        endian little

        map counts
          type hash
          max_entries 16
          flags 0
          key 4 typedef __u32 int unsigned_int 4 unsigned
          value 8 struct count
        map events
          type ringbuf
          max_entries 4096
          flags 0
          value 8 struct event

        program on_enter
          section raw_tp/sys_enter
        program on_exit
          section raw_tp/sys_exit

        section .bss 4
          variable seen 0 4 int unsigned_int 4 unsigned
        section .rodata 24
          variable target_pid 0 4 const volatile int unsigned_int 4 unsigned
          variable name_filter 4 16 array 16 const volatile int char 1 char
          variable verbose 20 1 const volatile typedef bool int _Bool 1 bool

        struct count 8
          field 0 hits int unsigned_long_long 8 unsigned
        struct event 8
          field 0 pid int unsigned_int 4 unsigned
          field 32 kind int unsigned_int 4 unsigned
        """;

    /// <summary>The compilation with what is generated, and what the generator reports.</summary>
    public static (Compilation Output, ImmutableArray<Diagnostic> Reports) Run(Compilation compilation, string manifest = Manifest)
    {
        CSharpGeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new BpfGenerator().AsSourceGenerator()], [Code.ManifestText(manifest)], Code.ParseOptions, Code.ManifestMetadata);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> reports, TestContext.Current.CancellationToken);
        return (output, reports);
    }

    /// <summary>The errors of the C# compiler, the generator's own not among them.</summary>
    public static IEnumerable<string> Errors(Compilation output)
        => output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());
}
