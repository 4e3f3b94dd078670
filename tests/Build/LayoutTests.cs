// SPDX-License-Identifier: Apache-2.0
using System.Text;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>Sizes, offsets, types and values of the manifest, put to C compilers as assertions.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData("types.bpf.c", 150)]
    [InlineData("objects.bpf.c", 15)]
    [InlineData("tags.bpf.c", 6)]
    public void Clang_agrees_with_every_layout(string source, int atLeast)
    {
        List<string> claims = Claims(TestSources.Manifest(source));
        Assert.True(claims.Count >= atLeast, $"only {claims.Count} claims");

        using TempFolder folder = new();
        StringBuilder c = new();
        c.AppendLine($"#include \"{TestSources.PathOf(source)}\"");
        foreach (string claim in claims)
            c.AppendLine($"_Static_assert({claim}, \"{claim.Replace("\"", "", StringComparison.Ordinal)}\");");

        Tool.Result result = Tool.Run(
            Tool.Llvm("clang"),
            ["-target", "bpf", "-w", "-fsyntax-only", "-idirafter", "/usr/include/" + Machine, folder.Write("claims.c", c.ToString())]);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    [Fact]
    public void A_bit_field_has_the_bits_that_C_writes()
    {
        BpfManifest manifest = TestSources.Manifest("types.bpf.c");
        List<(Definition Owner, FieldInfo Field)> fields =
        [
            .. from definition in manifest.Definitions
               from field in definition.Fields
               where field.BitWidth != 0
               select (definition, field),
        ];
        Assert.True(fields.Count >= 10);

        // The layout is that of any 64-bit little-endian ABI, so this machine's compiler can say which bits it sets.
        StringBuilder c = new("#include <stdio.h>\n#include <string.h>\n");
        c.AppendLine($"#include \"{TestSources.PathOf("types.bpf.c")}\"");
        c.AppendLine("int main(void) {");
        foreach ((Definition owner, FieldInfo field) in fields)
        {
            string type = $"{CTypes.Keyword(owner.Kind)} {owner.Name}";
            c.AppendLine($"{{ {type} x; memset(&x, 0, sizeof x); x.{field.Name} = ~0; for (int i = 0; i < sizeof x; i++) printf(\"%02x\", ((unsigned char *)&x)[i]); puts(\"\"); }}");
        }

        c.AppendLine("return 0; }");
        using TempFolder folder = new();
        Tool.Output("cc", "-w", "-o", folder.Path("bits"), folder.Write("bits.c", c.ToString()));
        string[] lines = Tool.Output(folder.Path("bits")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(fields.Select(static pair => Bits(pair.Owner.Size, pair.Field)), lines);
    }

    [Fact]
    public void A_big_endian_object_has_the_same_layouts_as_a_little_endian_one()
    {
        BpfManifest little = TestSources.Manifest("objects.bpf.c");
        BpfManifest big = TestSources.Manifest("objects.bpf.c", bigEndian: true);

        Assert.True(big.BigEndian);
        Assert.Equal(ManifestWriter.Write(little), ManifestWriter.Write(big with { BigEndian = false }));
    }

    private static string Machine => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture
        == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    private static string Bits(int size, FieldInfo field)
    {
        byte[] bytes = new byte[size];

        // A _Bool takes 1 from ~0, whatever its width; here it is one bit wide.
        for (int bit = field.BitOffset; bit < field.BitOffset + field.BitWidth; bit++)
            bytes[bit / 8] |= (byte)(1 << (bit % 8));

        return Convert.ToHexStringLower(bytes);
    }

    private static List<string> Claims(BpfManifest manifest)
    {
        CTypes types = new(manifest);
        List<string> claims = [];
        foreach ((string name, string expression) in types.Expressions)
        {
            Definition definition = types[name];
            claims.Add($"sizeof({expression}) == {definition.Size}");
            if (definition.Kind == DefinitionKind.Enum)
            {
                claims.Add($"(({expression})-1 < 0) == {(definition.IsSigned ? 1 : 0)}");
                claims.AddRange(definition.Values.Select(value => $"{value.Name} == {value.Value}{(value.Value > int.MaxValue ? "LL" : "")}"));
            }
            else
            {
                AddFields(claims, types, definition, expression, 0);
            }
        }

        return claims;
    }

    private static void AddFields(List<string> claims, CTypes types, Definition definition, string expression, int start)
    {
        foreach (FieldInfo field in definition.Fields)
        {
            int offset = start + field.BitOffset;
            string member = $"(({expression} *)0)->{field.Name}";
            if (field.Name.Length == 0)
            {
                AddFields(claims, types, types[((NamedType)field.Type).Name], expression, offset);
            }
            else if (field.BitWidth == 0)
            {
                claims.Add($"__builtin_offsetof({expression}, {field.Name}) * 8 == {offset}");
                if (types.Render(field.Type) is { } type)
                    claims.Add($"__builtin_types_compatible_p(__typeof__({member}), {type})");
            }
        }
    }
}
