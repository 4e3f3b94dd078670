// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>BTF that no compiler here makes, and traps that none would make.</summary>
public sealed class HandmadeBtfTests
{
    private const uint Int = 1, Pointer = 2, Array = 3, Struct = 4, Union = 5, Enum = 6, Forward = 7, Typedef = 8, Const = 10, Enum64 = 19;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Enums_of_64_bits_keep_all_of_them(bool bigEndian)
    {
        BtfBytes btf = new(bigEndian);
        uint big = btf.Add(Enum64, "big", 8, 2, false, btf.String("BIG_HIGH"), 1, 0x80000000, btf.String("BIG_ONE"), 1, 0);
        Definition unsigned = Assert.Single(Build(btf.Export(big)).Definitions);
        Assert.Equal(new Definition(DefinitionKind.Enum, "big", 8, default, false, new([new("BIG_HIGH", long.MinValue + 1), new("BIG_ONE", 1)])), unsigned);

        btf = new(bigEndian);
        uint small = btf.Add(Enum64, "small", 8, 1, true, btf.String("SMALL"), 0xfffffffe, 0xffffffff);
        Definition signed = Assert.Single(Build(btf.Export(small)).Definitions);
        Assert.Equal(new Definition(DefinitionKind.Enum, "small", 8, default, true, new([new("SMALL", -2)])), signed);
    }

    [Fact]
    public void A_bit_field_of_the_old_kind_is_told_by_its_integer()
    {
        // BTF_INT_OFFSET 3 and BTF_INT_BITS 5, in an unsigned int at bit 32.
        BtfBytes btf = new();
        uint five = btf.Add(Int, "unsigned int", 4, 0, false, (3 << 16) | 5);
        uint owner = btf.Add(Struct, "old", 8, 1, false, btf.String("five"), five, 32);

        FieldInfo field = Assert.Single(Assert.Single(Build(btf.Export(owner)).Definitions).Fields);

        Assert.Equal(("five", 35, 5), (field.Name, field.BitOffset, field.BitWidth));
    }

    [Fact]
    public void A_type_that_is_there_twice_is_defined_once_and_a_different_one_gets_a_number()
    {
        BtfBytes btf = new();
        uint number = btf.Add(Int, "int", 4, 0, false, (1 << 24) | 32);
        uint first = btf.Add(Struct, "same", 4, 1, false, btf.String("a"), number, 0);
        uint second = btf.Add(Struct, "same", 4, 1, false, btf.String("a"), number, 0);
        uint other = btf.Add(Struct, "same", 4, 1, false, btf.String("b"), number, 0);
        uint owner = btf.Add(
            Struct, "owner", 12, 3, false, btf.String("x"), first, 0, btf.String("y"), second, 32, btf.String("z"), other, 64);

        BpfManifest manifest = Build(btf.Export(owner));

        Assert.Equal(["owner", "same", "same#2"], manifest.Definitions.Select(static definition => definition.Name));
        Assert.Equal(["same", "same", "same#2"], manifest.Definitions[0].Fields.Select(static field => ((NamedType)field.Type).Name));
    }

    [Fact]
    public void Types_that_contain_themselves_through_pointers_end()
    {
        // 1 int, 2 pointer to 3, 3 struct with 2 in it: ids are in order, so the pointer comes first.
        BtfBytes btf = new();
        btf.Add(Int, "int", 4, 0, false, (1 << 24) | 32);
        uint pointer = btf.Add(Pointer, "", 3);
        uint node = btf.Add(Struct, "", 8, 1, false, btf.String("next"), pointer, 0);

        Definition definition = Assert.Single(Build(btf.Export(node)).Definitions);

        Assert.Equal("$var.export_it", definition.Name);
        Assert.Equal(new PointerType(new NamedType(DefinitionKind.Struct, "$var.export_it")), definition.Fields[0].Type);
    }

    [Fact]
    public void A_union_that_is_only_declared_is_one()
    {
        BtfBytes btf = new();
        uint forward = btf.Add(Forward, "later", 0, 0, true);
        uint pointer = btf.Add(Pointer, "", forward);
        uint owner = btf.Add(Struct, "owner", 8, 1, false, btf.String("p"), pointer, 0);

        Assert.Equal(
            new PointerType(new ForwardType(DefinitionKind.Union, "later")),
            Build(btf.Export(owner)).Definitions[0].Fields[0].Type);
    }

    [Fact]
    public void Of_several_typedefs_of_an_anonymous_type_the_first_by_name_names_it()
    {
        BtfBytes btf = new();
        uint number = btf.Add(Int, "int", 4, 0, false, (1 << 24) | 32);
        uint anonymous = btf.Add(Union, "", 4, 1, false, btf.String("a"), number, 0);
        btf.Add(Typedef, "zebra", anonymous);
        btf.Add(Typedef, "ape", anonymous);

        Assert.Equal("=ape", Assert.Single(Build(btf.Export(anonymous)).Definitions).Name);
    }

    public static TheoryData<string, Func<BtfBytesTrap>> Traps => new()
    {
        { "nests deeper", static () => new(static btf => btf.Add(Const, "", 1)) },
        { "nests deeper", static () => new(static btf => { btf.Add(Typedef, "a", 2); return btf.Add(Typedef, "b", 1); }) },
        { "nests deeper", static () => new(static btf => btf.Add(Array, "", 0, 0, false, 1, 1, 1)) },
        { "nests deeper", static () => new(static btf => btf.Add(Pointer, "", 1)) },
        { "refers to type 99", static () => new(static btf => btf.Add(Pointer, "", 99)) },
        { "beyond its end", static () => new(static btf => btf.Add(Struct, "s", 4, 1, false, btf.String("self"), 1, 8)) },
        { "larger than 2 GiB", static () => new(static btf =>
            {
                btf.Add(Int, "int", 4, 0, false, 32);
                btf.Add(Array, "", 0, 0, false, 1, 1, uint.MaxValue);
                return btf.Add(Struct, "s", 4, 1, false, btf.String("a"), 2, 0);
            }) },
        { "blank or a control", static () => new(static btf => btf.Add(Struct, "a b", 0)) },
        { "outside of the BTF strings", static () => new(static btf => btf.Add(Struct, "", 4, 1, false, 100_000, 1, 0)) },
        { "an integer of 3 bytes", static () => new(static btf =>
            {
                btf.Add(Int, "odd", 3, 0, false, 24);
                return btf.Add(Struct, "s", 4, 1, false, btf.String("a"), 1, 0);
            }) },
        { "64 bits wide but has 32-bit values", static () => new(static btf => btf.Add(Enum, "e", 8, 1, false, btf.String("A"), 1)) },
        { "BTF kind 31 is not known", static () => new(static btf => btf.Add(31, "", 0)) },
        { "the members of a struct go beyond", static () => new(static btf => btf.Add(Struct, "s", 4, 0xffff)) },
    };

    [Theory]
    [MemberData(nameof(Traps), DisableDiscoveryEnumeration = true)]
    public void A_trap_is_an_error_with_its_place(string message, Func<BtfBytesTrap> trap)
    {
        BtfBytes btf = new();
        uint type = trap().Set(btf);

        BadObjectException error = Assert.Throws<BadObjectException>(() => Build(btf.Export(type)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 64, 1000);
    }

    private static BpfManifest Build(byte[] bytes) => ManifestBuilder.Build(bytes, "hand.bpf.o", "hand.bpf.c").Manifest;

    /// <summary>Adds types of which something is wrong, and gives the id of the one to export.</summary>
    public sealed class BtfBytesTrap
    {
        private readonly Func<BtfBytes, uint> _set;

        internal BtfBytesTrap(Func<BtfBytes, uint> set) => _set = set;

        internal uint Set(BtfBytes btf) => _set(btf);
    }
}
