// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Manifests;

namespace SharpBpf.Build.Tests;

public sealed class IntegerNameTests
{
    // Left: gcc's and clang's spellings in BTF; right: clang's, with underscores.
    [Theory]
    [InlineData("char", "char")]
    [InlineData("signed char", "signed_char")]
    [InlineData("unsigned char", "unsigned_char")]
    [InlineData("short", "short")]
    [InlineData("short int", "short")]
    [InlineData("short unsigned int", "unsigned_short")]
    [InlineData("unsigned int", "unsigned_int")]
    [InlineData("long int", "long")]
    [InlineData("long unsigned int", "unsigned_long")]
    [InlineData("long long int", "long_long")]
    [InlineData("long long unsigned int", "unsigned_long_long")]
    [InlineData("unsigned long long", "unsigned_long_long")]
    [InlineData("__int128", "__int128")]
    [InlineData("__int128 unsigned", "unsigned___int128")]
    [InlineData("unsigned __int128", "unsigned___int128")]
    [InlineData("_Bool", "_Bool")]
    [InlineData("some other thing", "some_other_thing")]
    public void Each_integer_has_one_name(string name, string expected) => Assert.Equal(expected, IntegerNames.Canonical(name));
}
