// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text.RegularExpressions;
using SharpBpf.Build.Clang;

namespace SharpBpf.Build.Tests;

/// <summary>A way to provoke each id that the build has: the tool's by the tool, run as MSBuild runs it, the targets' in a real project.</summary>
public sealed partial class EveryIdTests
{
    private const string Good = "int x;\n";

    private static readonly Dictionary<string, Func<string>> _ways = new(StringComparer.Ordinal)
    {
        ["SBPF1000"] = () => InProject("x.bpf.c", "int x = ;\n"),
        ["SBPF1001"] = () => Compile("int x = ;\n"),
        ["SBPF1002"] = () => Compile("static int unused;\nint x;\n"),
        ["SBPF1003"] = () => Compile(Good, ("SHARPBPF_CLANG", "/no/such/clang")),
        ["SBPF1004"] = () => Compile("__attribute__((section(\"socket\"), used)) static int go(void *c) { return 0; }\n"),
        ["SBPF1005"] = () => Compile("struct { int (*type)[1]; int (*shine)[8]; } m __attribute__((section(\".maps\"), used));\nint y;\n"),
        ["SBPF1006"] = () => Compile(null),
        ["SBPF2001"] = () => StaticLibraryTests.WithLinkerThatLacks("libbpf.a").Output,
    };

    public static TheoryData<string> Ids => [.. InTool().Concat(InTargets()).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_provoked(string id)
    {
        Assert.True(_ways.TryGetValue(id, out Func<string>? provoke), "nothing provokes it");
        Assert.Matches($"(error|warning) {id}: ", provoke());
    }

    [Fact]
    public void There_is_no_way_to_what_does_not_exist() => Assert.Equal(Ids.Select(row => row.Data), _ways.Keys);

    private static IEnumerable<string> InTool() => typeof(DiagnosticIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

    private static IEnumerable<string> InTargets()
        => Directory.GetFiles(TestSources.RepositoryRoot + "src", "*.targets", SearchOption.AllDirectories).SelectMany(f => Code().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));

    private static string Compile(string? c, params (string Name, string? Value)[] environment)
    {
        using TempFolder folder = new();
        string source = c is null ? folder.Path("x.bpf.c") : folder.Write("x.bpf.c", c);
        Tool.Result result = Tool.Run("dotnet", [TestSources.Tool, "compile", source, "--out", folder.Path("x.bpf.o")], folder.Root, environment.ToDictionary(e => e.Name, e => e.Value));
        return result.Output + result.Errors;
    }

    private static string InProject(string name, string c)
    {
        using TempFolder folder = new();
        folder.Write(name, c);
        folder.Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><SharpBpfBuildTool>{TestSources.Tool}</SharpBpfBuildTool></PropertyGroup>
              <Import Project="{TestSources.RepositoryRoot}src/Build/build/SharpBpf.props" />
              <ItemGroup><BpfSource Include="*.bpf.c" /></ItemGroup>
              <Import Project="{TestSources.RepositoryRoot}src/Build/build/SharpBpf.targets" />
            </Project>
            """);
        return Tool.Run("dotnet", ["build", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false"], folder.Root, new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1" }).Output;
    }

    [GeneratedRegex("Code=\"(SBPF[0-9]{4})\"")]
    private static partial Regex Code();
}
