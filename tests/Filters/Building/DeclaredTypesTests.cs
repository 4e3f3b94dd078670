// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Filters.Tests.Harness;
using SharpBpf.Filters.Tests.Rejections;
using SharpBpf.Generator.Filters;

namespace SharpBpf.Filters.Tests.Building;

/// <summary>Structs that the user declares, with names of their own.</summary>
public sealed class DeclaredTypesTests
{
    [Theory]
    [InlineData("input.Inner.Horizontal == 3", "->inner.x ==", "[BpfField(\"x\")] public partial short Horizontal { get; }")]
    [InlineData("input.Inner.Z == 3", "->inner.z ==", "public readonly partial long Z { get; }")]
    [InlineData("input.Inner.IsLeft", "->x < 0", "public readonly bool IsLeft => X < 0;")]
    [InlineData("input.Pair[1].IsLeft", "sharpbpf_helper", "public readonly bool IsLeft { get { return X < 0; } }")]
    [InlineData("input.Inner.Is(3)", "sharpbpf_helper", "public readonly bool Is(int x) => X == x;")]
    public void A_member_is_found_in_C(string predicate, string c, string member)
    {
        string source = new RejectionCase("", predicate).Source.Replace("struct Inner {", "struct Inner { " + member, StringComparison.Ordinal);
        FilterTranslation translation = Translation.Of(false, source);

        Assert.Empty(translation.Diagnostics);
        Assert.Contains(c, translation.Code.Replace("((__s32)", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
