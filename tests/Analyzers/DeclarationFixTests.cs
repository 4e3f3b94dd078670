// SPDX-License-Identifier: Apache-2.0
using SharpBpf.CodeFixes;

namespace SharpBpf.Analyzers.Tests;

/// <summary>The fixes of SBPF0002, SBPF0004, SBPF0006 and SBPF0008.</summary>
public sealed class DeclarationFixTests
{
    private const string Object = "[SharpBpf.BpfObject(\"tool.bpf.c\")] public partial class Tool;\n";

    [Theory]
    [InlineData("[SharpBpf.BpfObject(\"tool.bpf.c\")] public sealed class Tool;", "[SharpBpf.BpfObject(\"tool.bpf.c\")] public sealed partial class Tool;")]
    [InlineData("// one\n[SharpBpf.BpfObject(\"tool.bpf.c\")]\nclass Tool { }", "// one\n[SharpBpf.BpfObject(\"tool.bpf.c\")]\npartial class Tool { }")]
    [InlineData("class Outer\n{\n    [SharpBpf.BpfObject(\"tool.bpf.c\")]\n    internal class Tool;\n}", "partial class Outer\n{\n    [SharpBpf.BpfObject(\"tool.bpf.c\")]\n    internal partial class Tool;\n}")]
    [InlineData(Object + "[SharpBpf.BpfStruct(\"event\")] public struct Mine { }", Object + "[SharpBpf.BpfStruct(\"event\")] public partial struct Mine { }")]
    [InlineData(Object + "[SharpBpf.BpfStruct(\"event\")] public readonly struct Mine;", Object + "[SharpBpf.BpfStruct(\"event\")] public readonly partial struct Mine;")]
    public Task Partial(string before, string after) => DeclaredMemberTests.CheckFix(new MakePartialCodeFix(), before, after);

    [Theory]
    [InlineData("[SharpBpf.BpfObject(\"tools.bpf.c\")] public partial class Tool;", "[SharpBpf.BpfObject(\"tool.bpf.c\")] public partial class Tool;")]
    [InlineData("[SharpBpf.BpfObject(\"bpf/toll.bpf.c\")] public partial class Tool;", "[SharpBpf.BpfObject(\"bpf/tool.bpf.c\")] public partial class Tool;")]
    [InlineData(Object + "[SharpBpf.BpfStruct(\"evant\")] public partial struct Mine;", Object + "[SharpBpf.BpfStruct(\"event\")] public partial struct Mine;")]
    public Task Nearest_name(string before, string after) => DeclaredMemberTests.CheckFix(new NearestNameCodeFix(), before, after);
}
