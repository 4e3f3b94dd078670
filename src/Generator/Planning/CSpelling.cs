// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Planning;

/// <summary>Writes a type as C does, for documentation: <c>char comm[16]</c>, <c>struct file *f</c>.</summary>
internal static class CSpelling
{
    /// <summary>The declaration of <paramref name="name"/>, or the type alone when it is empty.</summary>
    public static string Of(CType type, string name)
    {
        string declarator = name;
        for (; ; )
        {
            switch (type)
            {
                case PointerType pointer:
                    declarator = pointer.Target is ArrayType or FunctionType ? $"(*{declarator})" : "*" + declarator;
                    type = pointer.Target;
                    continue;
                case ArrayType array:
                    declarator += array.Count == 0 ? "[]" : "[" + array.Count.ToString(CultureInfo.InvariantCulture) + "]";
                    type = array.Element;
                    continue;
                case QualifiedType { Target: PointerType or FunctionType } qualified when !qualified.Qualifier.StartsWith("tag:", StringComparison.Ordinal):
                    declarator = declarator.Length == 0 ? qualified.Qualifier : qualified.Qualifier + " " + declarator;
                    type = qualified.Target;
                    continue;
                case FunctionType:
                    return $"void {declarator}()";
            }

            string head = Base(type);
            return declarator.Length == 0 ? head : head + " " + declarator;
        }
    }

    /// <summary><c>struct fd_message</c>; what has no tag is told by where it stands.</summary>
    public static string Of(DefinitionKind kind, string name)
    {
        string tag = kind switch { DefinitionKind.Union => "union", DefinitionKind.Enum => "enum", _ => "struct" };
        if (name.StartsWith("=", StringComparison.Ordinal))
            return name.Substring(1);

        return name.StartsWith("$", StringComparison.Ordinal) ? $"{tag} {{…}}"
            : name.Contains('.') ? $"{tag} {{…}} of {name}"
            : $"{tag} {name}";
    }

    private static string Base(CType type) => type switch
    {
        VoidType => "void",
        IntType t => t.Name.Replace('_', ' ').Trim() is "Bool" ? "_Bool" : IntName(t.Name),
        FloatType t => IntName(t.Name),
        NamedType t => Of(t.Kind, t.Name),
        ForwardType t => Of(t.Kind, t.Name),
        TypedefType t => t.Name,
        QualifiedType t when t.Qualifier.StartsWith("tag:", StringComparison.Ordinal) => Of(t.Target, ""),
        QualifiedType t => t.Qualifier + " " + Of(t.Target, ""),
        _ => "?",
    };

    // The manifest writes blanks as underscores; the names that begin with one (__int128) keep theirs.
    private static string IntName(string name) => name.StartsWith("_", StringComparison.Ordinal) ? name : name.Replace('_', ' ');
}
