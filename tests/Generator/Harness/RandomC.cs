// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>Makes up C structs and unions: anything that clang takes and BTF can tell, in any combination.</summary>
internal sealed class RandomC(int seed)
{
    private const int MaxDepth = 3;
    private const int MaxMembers = 9;
    private const int SmallSize = 4096;

    private const string Prelude = """
        typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32; typedef unsigned long long __u64;
        typedef long long __s64; typedef _Bool bool; typedef char name_type[8]; typedef const volatile int odd_type;
        enum eu { EU_A, EU_B = 200 }; enum es { ES_A = -3, ES_B = 4 }; enum ep { EP_A, EP_B } __attribute__((packed));
        struct unknown;

        """;

    private static readonly (string Name, int Bits)[] Integers =
    [
        ("char", 8), ("signed char", 8), ("__u8", 8), ("short", 16), ("__u16", 16), ("int", 32), ("__u32", 32), ("long", 64), ("unsigned long", 64),
        ("__s64", 64), ("__u64", 64), ("__int128", 128), ("unsigned __int128", 128), ("enum eu", 32), ("enum es", 32), ("bool", 1),
    ];

    private static readonly string[] Others = ["float", "double", "enum ep", "name_type", "odd_type", "void *", "struct unknown *", "const char *", "int **"];

    private static readonly string[] NastyNames = ["class", "event", "ref", "comm", "_x", "FOO", "Foo", "foo_bar", "fooBar", "__a_1", "a_1", "Equals", "From", "value", "SizeInC", "x"];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new(Prelude);
    private readonly List<(string Type, int Size)> _small = [];
    private HashSet<string> _names = [];

    /// <summary>The declarations.</summary>
    public string Text => _text.ToString();

    /// <summary>C type → the members that can be reached by their own name, in order.</summary>
    public Dictionary<string, List<string>> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a struct or union, and returns its C type.</summary>
    public string Add(int number)
    {
        bool isUnion = _random.Next(6) == 0;
        string type = $"{(isUnion ? "union" : "struct")} s{number}";
        _names = [];
        List<string> members = [];
        (string body, int size) = Body(1, isUnion, members);
        bool flexible = !isUnion && _random.Next(12) == 0;
        if (flexible)
            body += $"\t{Pick(["__u8", "char", "__u64", "struct unknown *"])} {Name(members)}[];\n";

        string attribute = Attribute();
        _text.Append(CultureInfo.InvariantCulture, $"{type} {{\n{body}}}{attribute};\n\n");
        Members.Add(type, members);
        if (!flexible && size < SmallSize && attribute.Length < 40)
            _small.Add((type, Math.Max(size, 1)));

        return type;
    }

    private (string Body, int Size) Body(int depth, bool isUnion, List<string> members)
    {
        StringBuilder body = new();
        int size = 0;
        int count = _random.Next(1, MaxMembers);
        for (int i = 0; i < count; i++)
            body.Append('\t', depth).Append(Member(depth, isUnion, members, ref size));

        // A union of nothing but unnamed bit-fields would have no size.
        body.Append('\t', depth).Append(CultureInfo.InvariantCulture, $"__u8 {Name(members)};\n");
        return (body.ToString(), size);
    }

    private string Member(int depth, bool isUnion, List<string> members, ref int size)
    {
        switch (_random.Next(14))
        {
            case < 5:
                return BitField(members, ref size);
            case 5 when depth < MaxDepth:
                return Inner(depth, members, members, "", ref size);
            case 6 when depth < MaxDepth:
                string name = Name(members);
                return Inner(depth, members, [], $" {name}{Rank(ref size)}", ref size);
            case 7 when _small.Count != 0:
                (string type, int inner) = _small[_random.Next(_small.Count)];
                size += inner * 4;
                return $"{type} {Name(members)}{Rank(ref size)}{FieldAttribute()};\n";
            case 8:
                size += 16;
                return $"{Pick(["int (*", "void *(*"])}{Name(members)})(int, struct unknown *);\n";
            case 9 when !isUnion && _random.Next(4) == 0:
                return $"struct {{ }} {Name(members)};\n";
            case 10 or 11:
                size += 16;
                return $"{Pick(Others)} {Name(members)}{Rank(ref size)}{FieldAttribute()};\n";
            default:
                size += 16;
                return $"{Pick(["", "", "const ", "volatile "])}{Integers[_random.Next(Integers.Length)].Name} {Name(members)}{Rank(ref size)}{FieldAttribute()};\n";
        }
    }

    private string BitField(List<string> members, ref int size)
    {
        (string type, int bits) = Integers[_random.Next(Integers.Length)];
        size += 16;
        return _random.Next(10) switch
        {
            0 => $"{type} : {_random.Next(0, bits + 1)};\n",
            1 => $"{type} {Name(members)} : {bits};\n",
            _ => $"{type} {Name(members)} : {_random.Next(1, bits + 1)};\n",
        };
    }

    private string Inner(int depth, List<string> outer, List<string> own, string declarator, ref int size)
    {
        HashSet<string> names = _names;
        if (!ReferenceEquals(outer, own))
            _names = [];

        bool isUnion = _random.Next(2) == 0;
        (string body, int inner) = Body(depth + 1, isUnion, own);
        _names = names;
        size += inner * (declarator.Contains('[') ? 6 : 1);
        string tabs = new('\t', depth);
        return $"{(isUnion ? "union" : "struct")} {{\n{body}{tabs}}}{Attribute()}{declarator};\n";
    }

    private string Rank(ref int size)
    {
        int[] ranks = _random.Next(8) switch { 0 => [_random.Next(1, 6)], 1 => [_random.Next(1, 4), _random.Next(1, 4)], 2 => [2, 1, 2], _ => [] };
        size *= Math.Max(1, ranks.Aggregate(1, (a, b) => a * b));
        return string.Concat(ranks.Select(r => $"[{r}]"));
    }

    private string Attribute() => _random.Next(8) switch
    {
        0 or 1 => " __attribute__((packed))",
        2 => $" __attribute__((aligned({1 << _random.Next(6)})))",
        3 => $" __attribute__((packed, aligned({1 << _random.Next(4)})))",
        _ => "",
    };

    private string FieldAttribute() => _random.Next(20) switch
    {
        0 => $" __attribute__((aligned({1 << _random.Next(5)})))",
        1 => " __attribute__((packed))",
        _ => "",
    };

    private string Name(List<string> members)
    {
        string name = _random.Next(3) == 0 ? NastyNames[_random.Next(NastyNames.Length)] : $"f{_names.Count}";
        while (!_names.Add(name))
            name += _random.Next(2) == 0 ? "_" : _names.Count.ToString(CultureInfo.InvariantCulture);

        members.Add(name);
        return name;
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
