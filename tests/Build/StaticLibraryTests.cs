// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Build.Tests;

/// <summary>The search for the archives of <c>StaticLibbpf</c>, in a real NativeAOT project, with a linker that lacks one of them.</summary>
public sealed class StaticLibraryTests
{
    [Theory]
    [InlineData("libbpf.a", "libbpf-dev")]
    [InlineData("libelf.a", "libelf-dev")]
    [InlineData("libz.a", "zlib1g-dev")]
    public void A_missing_archive_is_an_error_that_names_the_package(string archive, string package)
    {
        (Tool.Result result, string linker) = Run(archive);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            $"error SBPF2001: StaticLibbpf=true needs {archive}, which {linker} does not find. Install {package} (its name on Debian and Ubuntu).",
            result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.Split('\n').Where(l => l.Contains("error SBPF2001", StringComparison.Ordinal)).Select(l => l.Trim()).Distinct());
    }

    [Fact]
    public void What_old_libelf_does_not_need_may_be_missing()
    {
        (Tool.Result result, _) = Run("libzstd.a");
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    /// <summary>What the build says when the linker does not find <paramref name="archive"/>, and finds the others.</summary>
    internal static Tool.Result WithLinkerThatLacks(string archive) => Run(archive).Result;

    private static (Tool.Result Result, string Linker) Run(string archive)
    {
        using TempFolder folder = new();

        // As gcc and clang do: the path of what is there, the bare name of what is not.
        string linker = folder.Write("linker", $$"""
            #!/bin/sh
            for argument; do
                case $argument in
                -print-file-name={{archive}}) echo {{archive}} ;;
                -print-file-name=*) name="{{folder.Path("lib")}}/${argument#*=}"; mkdir -p "{{folder.Path("lib")}}"; : >"$name"; echo "$name" ;;
                esac
            done

            """);
        File.SetUnixFileMode(linker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        folder.Write("Program.cs", "System.Console.WriteLine();\n");
        folder.Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <PublishAot>true</PublishAot>
                <StaticLibbpf>true</StaticLibbpf>
                <RuntimeIdentifier>$(NETCoreSdkPortableRuntimeIdentifier)</RuntimeIdentifier>
                <CppCompilerAndLinker>{linker}</CppCompilerAndLinker>
              </PropertyGroup>
              <Import Project="{TestSources.RepositoryRoot}src/Runtime/build/SharpBpf.Runtime.targets" />
            </Project>
            """);

        // The step before the linker alone: all before it compiles the program, which takes its time and has no part in this.
        Tool.Result result = Tool.Run(
            "dotnet", ["build", "-restore", "-t:ResolveFrameworkReferences;SharpBpfStaticLibraries", "-m:1", "-nodeReuse:false"], folder.Root, new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1" });
        return (result, linker);
    }
}
