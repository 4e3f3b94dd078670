// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Clang;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>The tool, run as MSBuild runs it, with a real clang.</summary>
public sealed class CompilerTests
{
    private const string Good = "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#include \"part.h\"\n"
        + "int counter; SEC(\"socket\") int go(void *c) { counter += part(); bpf_printk(__FILE__); return 0; } char _license[] SEC(\"license\") = \"GPL\";\n";

    private const string Part = "static inline int part(void) { return 3; }\n";

    [Theory]
    [InlineData("")]
    [InlineData("a much longer/name of, a folder/")]
    public void The_object_is_the_same_in_every_folder(string prefix)
    {
        byte[] expected = CompileIn("x/", out string manifest);

        Assert.Equal(expected, CompileIn(prefix, out string other));
        Assert.Equal(manifest, other);

        static byte[] CompileIn(string prefix, out string manifest)
        {
            using TempFolder folder = new();
            string source = folder.Write(prefix + "src/good.bpf.c", Good);
            string include = Path.GetDirectoryName(folder.Write(prefix + "include/part.h", Part))!;
            string target = folder.Path(prefix + "out/good.bpf.o");
            Assert.Equal("", Compile(0, source, target, "--manifest", target + ".manifest", "-I", include));
            manifest = File.ReadAllText(target + ".manifest");
            Assert.DoesNotContain(folder.Root, manifest, StringComparison.Ordinal);
            Assert.Equal(-1, File.ReadAllBytes(target).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(folder.Root)));
            return File.ReadAllBytes(target);
        }
    }

    [Fact]
    public void The_object_has_BTF_and_no_DWARF()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.Path("x.o"), TestSources.Object("objects.bpf.c"));
        string sections = Tool.Output(Tool.Llvm("llvm-readelf"), "-S", "-W", folder.Path("x.o"));

        Assert.Contains(".BTF.ext", sections, StringComparison.Ordinal);
        Assert.DoesNotContain(".debug_", sections, StringComparison.Ordinal);
        Assert.DoesNotContain(".comment", sections, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_and_warnings_have_MSBuilds_form_and_leave_no_output()
    {
        using TempFolder folder = new();
        string source = folder.Write("bad.bpf.c", "static int unused(void)\n{\n\tint x = ;\n\treturn wrong;\n}\n#include <bpf/none.h>\n");

        string[] lines = Compile(1, source, folder.Path("bad.bpf.o")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains($"{source}(3,10): error SBPF1001: expected expression", lines);
        Assert.Contains($"{source}(4,9): error SBPF1001: use of undeclared identifier 'wrong'", lines);
        Assert.Contains($"{source}(6,10): error SBPF1001: 'bpf/none.h' file not found (it comes with libbpf: 'apt-get install libbpf-dev')", lines);
        Assert.Equal(["bad.bpf.c"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));

        source = folder.Write("warn.bpf.c", "static int unused;\nint used;\n");
        Assert.Equal($"{source}(1,12): warning SBPF1002: unused variable 'unused' [-Wunused-variable]\n", Compile(0, source, folder.Path("warn.bpf.o")));
    }

    [Fact]
    public void An_error_of_the_backend_points_at_the_source()
    {
        using TempFolder folder = new();
        string source = folder.Write(
            "stack.bpf.c",
            "void use(char *);\n__attribute__((section(\"socket\"))) int go(void *c)\n{\n\tchar big[4096];\n\tfor (int i = 0; i < 4096; i++)\n\t\t((volatile char *)big)[i] = i;\n\treturn ((volatile char *)big)[*(int *)c & 4095];\n}\n");

        string output = Compile(1, source, folder.Path("stack.bpf.o"));

        Assert.Contains(source, output, StringComparison.Ordinal);
        Assert.Contains("error SBPF1001: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_libbpf_would_refuse_is_an_error_at_once()
    {
        using TempFolder folder = new();
        string source = folder.Write("static.bpf.c", "__attribute__((section(\"socket\"), used)) static int go(void *c)\n{\n\treturn 0;\n}\nint x;\n");

        string output = Compile(1, source, folder.Path("static.bpf.o"));

        Assert.StartsWith($"{source} : error SBPF1004: at byte ", output, StringComparison.Ordinal);
        Assert.Contains("function go in section socket is static", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_is_a_warning()
    {
        using TempFolder folder = new();
        string source = folder.Write("x.bpf.c", "struct { int (*type)[1]; int (*shine)[8]; } m __attribute__((section(\".maps\"), used));\nint y;\n");
        StringWriter log = new();

        Assert.True(BpfCompiler.Compile(new CompileRequest(source, folder.Path("x.bpf.o")), log), log.ToString());

        Assert.Equal($"{source} : warning SBPF1005: map m: member 'shine' is not known and left out\n", log.ToString());
    }

    [Fact]
    public void A_missing_clang_says_what_to_install()
    {
        using TempFolder folder = new();
        string source = folder.Write("x.bpf.c", "int x;\n");

        string output = CompileWith([("PATH", folder.Root), ("SHARPBPF_CLANG", null)], source, folder.Path("x.o"));
        Assert.StartsWith($"{source} : error SBPF1003: clang was not found", output, StringComparison.Ordinal);
        Assert.Contains("apt-get install clang llvm libbpf-dev", output, StringComparison.Ordinal);

        output = CompileWith([("SHARPBPF_CLANG", "/no/such/clang")], source, folder.Path("x.o"));
        Assert.StartsWith($"{source} : error SBPF1003: SHARPBPF_CLANG is '/no/such/clang'", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_strip_says_so()
    {
        using TempFolder folder = new();
        string source = folder.Write("x.bpf.c", "int x;\n");
        string clang = folder.Write("clang", "#!/bin/sh\necho 14.0.6\n");
        File.SetUnixFileMode(clang, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        string output = CompileWith([("PATH", folder.Root), ("SHARPBPF_CLANG", clang)], source, folder.Path("x.o"));

        Assert.StartsWith($"{source} : error SBPF1003: llvm-strip was not found", output, StringComparison.Ordinal);
        Assert.Contains("apt-get install llvm-14", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_that_were_read_are_listed()
    {
        using TempFolder folder = new();
        string source = folder.Write("a b/good.bpf.c", Good);
        string part = folder.Write("a b/$1 #x/part.h", Part);

        Assert.Equal("", Compile(0, source, folder.Path("o"), "--dep", folder.Path("d"), "-I", Path.GetDirectoryName(part)!));

        string[] files = File.ReadAllLines(folder.Path("d"));
        Assert.Contains(source, files);
        Assert.Contains(part, files);
        Assert.Contains("/usr/include/linux/bpf.h", files);
    }

    [Fact]
    public void Macros_and_byte_order_reach_clang()
    {
        using TempFolder folder = new();
        string source = folder.Write("m.bpf.c", "int size[SIZE] = { 1 };\n#ifdef FLAG\nint flag = 1;\n#endif\n");

        Compile(0, source, folder.Path("m.o"), "--manifest", folder.Path("m"), "-D", "SIZE=5", "-D", "FLAG", "--big-endian");

        BpfManifest manifest = ManifestReader.Read(File.ReadAllText(folder.Path("m")));
        Assert.True(manifest.BigEndian);
        Assert.Equal(["size", "flag"], Assert.Single(manifest.Sections).Variables.Select(static variable => variable.Name));
        Assert.Equal(20u, manifest.Sections[0].Variables[0].Size);
    }

    [Theory]
    [InlineData("x64")]
    [InlineData("arm64")]
    public void The_architecture_reaches_clang(string architecture)
    {
        const string Source = "#if defined(__TARGET_ARCH_arm64)\nint is_arm64 = 1;\n#elif defined(__TARGET_ARCH_x86)\nint is_x64 = 1;\n#endif\n";
        using TempFolder folder = new();
        string target = folder.Path("out.bpf.o");

        Assert.Equal("", Compile(0, folder.Write("a.bpf.c", Source), target, "--arch", architecture));
        Assert.Contains($" is_{architecture}\n", Tool.Output(Tool.Llvm("llvm-readelf"), "-s", "-W", target), StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_that_stay_the_same_keep_their_time()
    {
        using TempFolder folder = new();
        string source = folder.Write("t.bpf.c", "int x;\n");
        string[] outputs = [folder.Path("t.o"), folder.Path("t.m")];
        Compile(0, source, outputs[0], "--manifest", outputs[1]);
        DateTime before = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        foreach (string output in outputs)
            File.SetLastWriteTimeUtc(output, before);

        Compile(0, source, outputs[0], "--manifest", outputs[1]);
        Assert.All(outputs, output => Assert.Equal(before, File.GetLastWriteTimeUtc(output)));

        File.WriteAllText(source, "int y;\n");
        Compile(0, source, outputs[0], "--manifest", outputs[1]);
        Assert.All(outputs, output => Assert.NotEqual(before, File.GetLastWriteTimeUtc(output)));
    }

    [Theory]
    [InlineData("a.c:3:14: error: bad thing", "a.c(3,14): error SBPF1001: bad thing")]
    [InlineData("/x/a.h:3:14: fatal error: gone", "/x/a.h(3,14): error SBPF1001: gone")]
    [InlineData("a.c:3: warning: odd: error: not", "a.c(3): warning SBPF1002: odd: error: not")]
    [InlineData("a.c:1:2: note: see here", "a.c(1,2): note: see here")]
    [InlineData("clang: error: no such argument", "s.c : error SBPF1001: no such argument")]
    [InlineData("error: too long", "s.c : error SBPF1001: too long")]
    [InlineData("2 errors generated.", null)]
    public void Clangs_messages_are_understood(string line, string? expected) =>
        Assert.Equal(expected, ClangDiagnostic.Parse(line, "s.c")?.ToMsBuild());

    private static string CompileWith((string, string?)[] environment, string source, string target) =>
        Run(1, ["compile", source, "--out", target], environment.ToDictionary());

    private static string Compile(int exitCode, string source, string target, params string[] more) =>
        Run(exitCode, ["compile", source, "--out", target, .. more], []);

    private static string Run(int exitCode, string[] arguments, Dictionary<string, string?> environment)
    {
        // By its full name, as PATH may be changed.
        Tool.Result result = Tool.Run(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : Tool.Find("dotnet")!,
            [TestSources.Tool, .. arguments], environment: environment);
        Assert.True(result.ExitCode == exitCode, result.Output + result.Errors);
        Assert.Equal("", result.Errors);
        return result.Output;
    }
}
