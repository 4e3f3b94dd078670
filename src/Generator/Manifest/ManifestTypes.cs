// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace SharpBpf.Generator.Manifest;

/// <summary>The prefix expressions of <see cref="CType"/>, both ways.</summary>
internal static class ManifestTypes
{
    private const string Tag = "tag:";
    private const int MaxScalarSize = 64;

    /// <summary>Reads a type, which must be the rest of the line.</summary>
    public static CType ReadToEnd(ref ManifestScanner scanner)
    {
        CType type = Read(ref scanner, 0);
        scanner.EndOfLine();
        return type;
    }

    private static CType Read(ref ManifestScanner scanner, int depth)
    {
        if (depth >= ManifestLimits.Depth)
            throw scanner.Error($"a type nests deeper than {ManifestLimits.Depth}");

        ReadOnlySpan<char> word = scanner.Word("a type");
        switch (word)
        {
            case "void":
                return new VoidType();
            case "func":
                return new FunctionType();
            case "int":
                return new IntType(Name(ref scanner), ScalarSize(ref scanner), Encoding(ref scanner));
            case "float":
                return new FloatType(Name(ref scanner), ScalarSize(ref scanner));
            case "ptr":
                return new PointerType(Read(ref scanner, depth + 1));
            case "array":
                return new ArrayType(scanner.Int("the array's length"), Read(ref scanner, depth + 1));
            case "struct":
                return new NamedType(DefinitionKind.Struct, Name(ref scanner));
            case "union":
                return new NamedType(DefinitionKind.Union, Name(ref scanner));
            case "enum":
                return new NamedType(DefinitionKind.Enum, Name(ref scanner));
            case "fwd":
                return Forward(ref scanner);
            case "typedef":
                return new TypedefType(Name(ref scanner), Read(ref scanner, depth + 1));
            case "const":
                return new QualifiedType("const", Read(ref scanner, depth + 1));
            case "volatile":
                return new QualifiedType("volatile", Read(ref scanner, depth + 1));
            case "restrict":
                return new QualifiedType("restrict", Read(ref scanner, depth + 1));
            default:
                if (!word.StartsWith(Tag.AsSpan(), StringComparison.Ordinal))
                    throw scanner.Error($"unknown type '{word.ToString()}'");

                return new QualifiedType(word.ToString(), Read(ref scanner, depth + 1));
        }
    }

    private static ForwardType Forward(ref ManifestScanner scanner)
    {
        ReadOnlySpan<char> kind = scanner.Word("struct or union");
        return kind switch
        {
            "struct" => new ForwardType(DefinitionKind.Struct, Name(ref scanner)),
            "union" => new ForwardType(DefinitionKind.Union, Name(ref scanner)),
            _ => throw scanner.Error($"fwd '{kind.ToString()}' is neither struct nor union"),
        };
    }

    private static string Name(ref ManifestScanner scanner) => scanner.Word("a type's name").ToString();

    private static int ScalarSize(ref ManifestScanner scanner) => (int)scanner.Number("a type's size", MaxScalarSize);

    private static IntEncoding Encoding(ref ManifestScanner scanner)
    {
        ReadOnlySpan<char> word = scanner.Word("an encoding");
        return word switch
        {
            "signed" => IntEncoding.Signed,
            "unsigned" => IntEncoding.Unsigned,
            "char" => IntEncoding.Char,
            "bool" => IntEncoding.Bool,
            _ => throw scanner.Error($"unknown encoding '{word.ToString()}'"),
        };
    }

    /// <summary>Appends a type.</summary>
    /// <exception cref="ManifestException">It nests too deeply, or a name in it cannot be a word.</exception>
    public static void Write(StringBuilder text, CType type)
    {
        for (int depth = 0; depth < ManifestLimits.Depth; depth++)
        {
            switch (type)
            {
                case PointerType pointer:
                    text.Append("ptr ");
                    type = pointer.Target;
                    break;
                case ArrayType array:
                    text.Append("array ").Append(array.Count.ToString(CultureInfo.InvariantCulture)).Append(' ');
                    type = array.Element;
                    break;
                case TypedefType typedef:
                    text.Append("typedef ").Append(Checked(typedef.Name)).Append(' ');
                    type = typedef.Target;
                    break;
                case QualifiedType qualified:
                    text.Append(Qualifier(qualified.Qualifier)).Append(' ');
                    type = qualified.Target;
                    break;
                default:
                    WriteLeaf(text, type);
                    return;
            }
        }

        throw new ManifestException($"a type nests deeper than {ManifestLimits.Depth}");
    }

    private static void WriteLeaf(StringBuilder text, CType type)
    {
        switch (type)
        {
            case VoidType:
                text.Append("void");
                break;
            case FunctionType:
                text.Append("func");
                break;
            case IntType integer:
                text.Append("int ").Append(Checked(integer.Name)).Append(' ')
                    .Append(integer.Size.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(Word(integer.Encoding));
                break;
            case FloatType real:
                text.Append("float ").Append(Checked(real.Name)).Append(' ').Append(real.Size.ToString(CultureInfo.InvariantCulture));
                break;
            case NamedType named:
                text.Append(Word(named.Kind)).Append(' ').Append(Checked(named.Name));
                break;
            case ForwardType forward:
                text.Append("fwd ").Append(Word(forward.Kind)).Append(' ').Append(Checked(forward.Name));
                break;
            default:
                throw new ManifestException($"a {type.GetType().Name} has no place in a manifest");
        }
    }

    /// <summary>The keyword of a kind of definition.</summary>
    public static string Word(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Struct => "struct",
        DefinitionKind.Union => "union",
        _ => "enum",
    };

    private static string Word(IntEncoding encoding) => encoding switch
    {
        IntEncoding.Signed => "signed",
        IntEncoding.Char => "char",
        IntEncoding.Bool => "bool",
        _ => "unsigned",
    };

    private static string Qualifier(string word) => word switch
    {
        "const" or "volatile" or "restrict" => word,
        _ when word.StartsWith(Tag, StringComparison.Ordinal) => Checked(word),
        _ => throw new ManifestException($"unknown qualifier '{word}'"),
    };

    /// <summary>Gives back <paramref name="word"/> when a reader would find it as one word again.</summary>
    /// <exception cref="ManifestException">It is empty, or has a blank or a control character in it.</exception>
    public static string Checked(string word)
    {
        foreach (char c in word)
        {
            if (c <= ' ' || c == '\x7f')
                throw new ManifestException($"the name '{word}' has a blank or a control character in it");
        }

        return word.Length != 0 ? word : throw new ManifestException("a name is empty");
    }
}
