// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text.RegularExpressions;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Naming;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Tests;

/// <summary>The naming rule is what docs/naming.md says it is: the table there is the test.</summary>
public sealed partial class NamingTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(
        typeof(NamingTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestFolder").Value!, "..", "..", "docs", "naming.md"));

    public static TheoryData<string, string> Table
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (Match row in Row().Matches(Page))
                rows.Add(row.Groups[1].Value, row.Groups[2].Value);

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_name_becomes_what_the_page_says(string c, string cSharp) => Assert.Equal(cSharp, CSharpNames.FromC(c));

    [Fact]
    public void The_page_has_a_table() => Assert.InRange(Table.Count, 10, 100);

    [Theory]
    [InlineData("FD_ACTION_SEND FD_ACTION_RECV", "Send Recv")]
    [InlineData("NAME_PATH NAME_SOCKET", "Path Socket")]
    [InlineData("RED GREEN", "Red Green")]
    [InlineData("FOO FOO_BAR", "Foo FooBar")]
    [InlineData("X_1 X_2", "X1 X2")]
    [InlineData("A_B_1 A_B_2", "B1 B2")]
    [InlineData("__A_MIN A_MAX", "Min Max")]
    [InlineData("a_first A_SECOND", "First Second")]
    [InlineData("FD_ACTION_ONLY", "Only")]
    [InlineData("OTHER_ONLY", "OtherOnly")]
    [InlineData("K_foo_bar K_FOO_BAR", "Bar BarValue")]
    public void Constants_lose_their_common_prefix(string c, string cSharp)
        => Assert.Equal(cSharp, string.Join(" ", EnumNames.Of(Enum("fd_action", c.Split(' ')))));

    [Theory]
    [InlineData("e", new long[] { 1, 2, 4 }, true)]
    [InlineData("e", new long[] { 0, 1, 2, 4, 7 }, true)]
    [InlineData("e", new long[] { 1, 2, 3, 4 }, false)]
    [InlineData("e", new long[] { 0, 1, 2, 3, 4, 5, 6, 7, 8 }, false)]
    [InlineData("e", new long[] { 1, 2 }, false)]
    [InlineData("e_flags", new long[] { 1, 2 }, true)]
    [InlineData("open_mask", new long[] { 0x40 }, true)]
    [InlineData("e", new long[] { 1, 2, 4, 9 }, false)]
    [InlineData("e", new long[] { 0, 0 }, false)]
    public void Flags_are_recognised(string name, long[] values, bool flags)
        => Assert.Equal(flags, EnumPlanner.IsFlags(Enum(name, [.. values.Select((_, i) => $"V{i}")], values)));

    [Fact]
    public void An_enum_with_negative_values_is_no_flags()
        => Assert.False(EnumPlanner.IsFlags(Enum("e_flags", ["A", "B", "C"], [1, 2, 4]) with { IsSigned = true }));

    private static Definition Enum(string name, string[] names, long[]? values = null)
        => new(DefinitionKind.Enum, name, 4, default, false, new(names.Select((n, i) => new EnumValue(n, values?[i] ?? i))));

    [GeneratedRegex(@"^\| `([^`]+)` \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
