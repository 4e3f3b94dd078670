// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>SharpBpf.props and SharpBpf.targets in a real <c>dotnet build</c> of a small project outside of the repository.</summary>
public sealed class TargetsTests : IDisposable
{
    private const string Bpf = "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#include \"shared.h\"\n"
        + "int NAME = VALUE;\nSEC(\"socket\") int go(void *c) { return NAME; }\nchar _license[] SEC(\"license\") = \"GPL\";\n";

    private const string Code = "foreach (var name in typeof(Program).Assembly.GetManifestResourceNames()) System.Console.WriteLine(name);\n";

    private readonly TempFolder _folder = new();

    public TargetsTests()
    {
        _folder.Write("shared.h", "#define VALUE 1\n");
        _folder.Write("first.bpf.c", Bpf.Replace("NAME", "first", StringComparison.Ordinal));
        _folder.Write("second.bpf.c", Bpf.Replace("NAME", "second", StringComparison.Ordinal).Replace("#include \"shared.h\"", "#define VALUE 2", StringComparison.Ordinal));
        _folder.Write("Program.cs", Code);

        // A clang that counts: each run leaves a line with what it compiled.
        string clang = _folder.Write("clang", $"#!/bin/sh\ncase \"$*\" in *-c*) echo \"$*\" >>\"{_folder.Path("runs")}\";; esac\nexec {Tool.Llvm("clang")} \"$@\"\n");
        File.SetUnixFileMode(clang, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WriteProject("");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Objects_and_manifests_are_made_once_and_again_only_for_what_changed()
    {
        Build(0, "--no-incremental");
        Assert.Equal(["first", "second"], Compiled());
        Assert.Equal("first.bpf.o\nsecond.bpf.o\n", Tool.Output("dotnet", Path.Combine(_folder.Root, "bin/Debug/net10.0/app.dll")));
        Assert.Equal("first", Manifest("first").Sections[0].Variables[0].Name);

        Build(0);
        Assert.Empty(Compiled());

        // A header counts for those that include it.
        File.WriteAllText(_folder.Path("shared.h"), "#define VALUE 3\n");
        Build(0);
        Assert.Equal(["first"], Compiled());

        // The options of one source are those of no other.
        WriteProject("<BpfSource Update=\"second.bpf.c\" Defines=\"ONE=1;TWO\" />");
        Build(0);
        Assert.Equal(["second"], Compiled());

        // A header that is gone is noticed as well.
        File.Delete(_folder.Path("shared.h"));
        Assert.Contains("error SBPF1001: 'shared.h' file not found", Build(1), StringComparison.Ordinal);
    }

    [Fact]
    public void The_compiler_sees_each_manifest_as_such()
    {
        Build(0);

        string config = File.ReadAllText(Directory.GetFiles(_folder.Path("obj"), "*.GeneratedMSBuildEditorConfig.editorconfig", SearchOption.AllDirectories).Single());
        foreach (string name in new[] { "first", "second" })
        {
            string file = _folder.Path($"obj/Debug/net10.0/bpf/{name}.bpf.manifest");
            Assert.Contains($"[{file}]\nbuild_metadata.AdditionalFiles.SharpBpfManifest = true\n", config, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_error_stands_at_its_line_and_stops_the_build_before_csc()
    {
        string source = _folder.Write("first.bpf.c", "int x = ;\n");
        _folder.Write("Program.cs", "this is not C#");

        string output = Build(1);

        Assert.Contains($"{source}(1,9): error SBPF1001: expected expression", output, StringComparison.Ordinal);
        Assert.Contains($"{source} : error SBPF1000: first.bpf.c was not compiled", output, StringComparison.Ordinal);
        Assert.DoesNotContain("error CS", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB3073", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_are_warnings_of_the_build()
    {
        string source = _folder.Write("first.bpf.c", "static int unused;\nint used;\n");

        Assert.Contains($"{source}(1,12): warning SBPF1002: unused variable 'unused'", Build(0), StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_generator_the_project_still_builds()
    {
        string generator = Path.Combine(AppContext.BaseDirectory, "SharpBpf.Generator.dll");
        Assert.True(File.Exists(generator));
        WriteProject($"<Analyzer Include=\"{generator}\" />");

        Assert.DoesNotContain("warning", Build(0, "-p:EmitCompilerGeneratedFiles=true"), StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_leaves_none_of_it()
    {
        Build(0);
        Tool.Result clean = Tool.Run("dotnet", ["clean", "-nodeReuse:false", "-v:q"], _folder.Root);
        Assert.True(clean.ExitCode == 0, clean.Output);

        Assert.Empty(Directory.GetFiles(_folder.Path("obj/Debug/net10.0/bpf")));
    }

    [Fact]
    public void Without_a_tool_the_build_says_what_to_add()
    {
        WriteProject("", tool: "");

        Assert.Contains("error SBPF1006: The build tool of SharpBpf is not known", Build(1), StringComparison.Ordinal);
    }

    private void WriteProject(string items, string? tool = null) => _folder.Write(
        "app.csproj",
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <SharpBpfBuildTool>{tool ?? TestSources.Tool}</SharpBpfBuildTool>
            <SharpBpfClang>{_folder.Path("clang")}</SharpBpfClang>
          </PropertyGroup>
          <Import Project="{TestSources.RepositoryRoot}src/Build/build/SharpBpf.props" />
          <ItemGroup>
            <BpfSource Include="*.bpf.c" />
            {items}
          </ItemGroup>
          <Import Project="{TestSources.RepositoryRoot}src/Build/build/SharpBpf.targets" />
        </Project>
        """);

    private string Build(int exitCode, params string[] more)
    {
        // Settings of a surrounding build must not reach this one.
        Dictionary<string, string?> environment = new() { ["MSBUILDDISABLENODEREUSE"] = "1", ["SHARPBPF_CLANG"] = null };
        Tool.Result result = Tool.Run("dotnet", ["build", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. more], _folder.Root, environment);
        Assert.True(result.ExitCode == exitCode, result.Output + result.Errors);
        return result.Output;
    }

    /// <summary>What clang has compiled since the last call.</summary>
    private string[] Compiled()
    {
        string runs = _folder.Path("runs");
        string[] lines = File.Exists(runs) ? File.ReadAllLines(runs) : [];
        File.Delete(runs);
        return [.. lines.Select(static line => line.Contains("first.bpf.c", StringComparison.Ordinal) ? "first" : "second").Order(StringComparer.Ordinal)];
    }

    private BpfManifest Manifest(string name) =>
        ManifestReader.Read(File.ReadAllText(_folder.Path($"obj/Debug/net10.0/bpf/{name}.bpf.manifest")));
}
