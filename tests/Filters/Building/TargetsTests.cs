// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using SharpBpf.Filters.Tests.Harness;

namespace SharpBpf.Filters.Tests.Building;

/// <summary>A project with a filter in a real <c>dotnet build</c>: what is compiled again, and when.</summary>
public sealed class TargetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sharpbpf-filters-").FullName;

    [Fact]
    public void The_object_is_made_again_when_its_filters_change_and_only_then()
    {
        Write("case.bpf.c", Template);
        Write("Filters.cs", "[SharpBpf.BpfObject(\"case.bpf.c\")] public sealed partial class CaseBpf;\npublic static class Filters\n{\n"
            + Allow + "\n}\n");
        Write("Limits.cs", "static class Limits { public const uint Low = 3; }\n");
        Write("Unrelated.cs", "static class Unrelated { public const int Number = 1; }\n");
        WriteProject();

        Build(0, expectsCompile: true);
        string first = Translated();
        Assert.Contains("3U", first, StringComparison.Ordinal);

        Build(0, expectsCompile: false);

        Write("Unrelated.cs", "static class Unrelated { public const int Number = 2; }\n");
        Build(0, expectsCompile: false);

        // A constant in another file is a part of the filter.
        Write("Limits.cs", "static class Limits { public const uint Low = 4; }\n");
        Build(0, expectsCompile: true);
        Assert.Contains("4U", Translated(), StringComparison.Ordinal);

        Write("Filters.cs", File.ReadAllText(Path.Combine(_folder, "Filters.cs")).Replace("< 7", "< 1.5", StringComparison.Ordinal));
        Assert.Contains($"Filters.cs(4,{Allow.IndexOf("Math", StringComparison.Ordinal) + 1}): error SBPF0211: 'double' is a floating-point type", Build(1, expectsCompile: true), StringComparison.Ordinal);

        // Without filters the hook lets everything pass again.
        Write("Filters.cs", "[SharpBpf.BpfObject(\"case.bpf.c\")] public sealed partial class CaseBpf;\n");
        Build(0, expectsCompile: true);
        Assert.False(File.Exists(Path.Combine(_folder, "obj/Debug/net10.0/bpf/case.bpf.filters.c")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const string Allow = "    [SharpBpf.BpfFilter(\"allow\")] public static bool Allow(uint n) => Math.Max(n, Limits.Low) < 7;";

    private const string Template =
        "#include <sharpbpf/types.h>\n#include <bpf/bpf_helpers.h>\n#include <sharpbpf/filter.h>\nBPF_FILTER(allow, __u32 n)\n"
        + "SEC(\"socket\") int run(void *ctx) { return allow(bpf_get_prandom_u32()); }\nchar LICENSE[] SEC(\"license\") = \"GPL\";\n";

    private string Translated() => File.ReadAllText(Path.Combine(_folder, "obj/Debug/net10.0/bpf/case.bpf.filters.c"));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private void WriteProject()
    {
        string ours = AppContext.BaseDirectory;
        Write(
            "app.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{Workshop.Root}src/Build/build/SharpBpf.props" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <SharpBpfBuildTool>{ours}SharpBpf.Build.dll</SharpBpfBuildTool>
              </PropertyGroup>
              <ItemGroup>
                <BpfSource Include="case.bpf.c" />
                <Reference Include="{ours}SharpBpf.dll" />
                <Analyzer Include="{ours}SharpBpf.Generator.dll" />
              </ItemGroup>
              <Import Project="{Workshop.Root}src/Build/build/SharpBpf.targets" />
            </Project>
            """);
    }

    private string Build(int exitCode, bool expectsCompile)
    {
        ProcessStartInfo start = new("dotnet", ["build", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-nologo"])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == exitCode, output);
        Assert.True(output.Contains("BPF: case.bpf.c", StringComparison.Ordinal) == expectsCompile, output);
        return output;
    }
}
