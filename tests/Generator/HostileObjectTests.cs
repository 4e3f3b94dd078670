// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>The class of an object that has what is rarely seen; tests/Build compares the same object with libbpf.</summary>
public sealed class HostileObjectTests
{
    private static readonly string Source = Path.Combine(
        typeof(HostileObjectTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestFolder").Value!, "..", "Build", "Bpf", "hostile.bpf.c");

    private static readonly Lazy<GeneratorRun> Run = new(() => GeneratorRun.Of(ToolCase.Source(), BpfClang.Manifest(File.ReadAllText(Source), "tool.bpf.c")));

    [Fact]
    public void It_compiles_without_a_word()
    {
        Assert.Empty(Run.Value.Diagnostics);
        Assert.Empty(Run.Value.CompilerErrors());
    }

    [Theory]
    [InlineData("Outer", "MapOfMaps`1[System.Int32]")]
    [InlineData("OuterOfSizes", "BpfMap")]
    [InlineData("WithFlags", "HashMap`2[Tool.ToolBpf+WithFlagsKeyStruct,Tool.ToolBpf+WithFlagsValueStruct]")]
    [InlineData("Rows", "PerCpuArrayMap`1[Tool.ToolBpf+RowsValueArray]")]
    [InlineData("Pointers", "HashMap`2[SharpBpf.KernelAddress,SharpBpf.KernelAddress]")]
    [InlineData("Enums", "HashMap`2[Tool.ToolBpf+EnumsKeyEnum,System.Boolean]")]
    [InlineData("Floats", "ArrayMap`1[System.Double]")]
    [InlineData("ProgramsMap", "ProgramArrayMap")]
    public void A_map_is_typed(string property, string type)
        => Assert.Equal("SharpBpf." + type, Run.Value.Load().GetType("Tool.ToolBpf")!.GetProperty(property)!.PropertyType.ToString());

    [Fact]
    public void Externs_are_no_variables_and_types_of_one_name_are_two()
    {
        Assembly assembly = Run.Value.Load();
        Type tool = assembly.GetType("Tool.ToolBpf")!;
        string[] variables = [.. tool.GetProperty("Bss")!.PropertyType.GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(["AlignedCounter", "Callback", "OfAnEnum", "PointerInBss", "ScopedAS", "ScopedBS"], variables);
        Assert.DoesNotContain(tool.GetProperties(), p => p.Name is "Kconfig" or "Ksyms");
        Assert.Equal(4, Boxed.SizeOf(assembly.GetType("Tool.Same")!));
        Assert.Equal(16, Boxed.SizeOf(assembly.GetType("Tool.Same2")!));
        Assert.Equal(["First", "Second", "Third"], tool.GetNestedType("ProgramSet")!.GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
    }
}
