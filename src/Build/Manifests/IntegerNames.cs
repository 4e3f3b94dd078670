// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Build.Manifests;

/// <summary>
/// One spelling for each of C's integer types: gcc says <c>long unsigned int</c> where clang says <c>unsigned long</c>, and the
/// manifest of one source should not depend on the compiler.
/// </summary>
internal static class IntegerNames
{
    /// <summary>The words of <paramref name="name"/> in clang's order, with underscores between them.</summary>
    public static string Canonical(string name)
    {
        if (name.IndexOf(' ', StringComparison.Ordinal) < 0)
            return name;

        bool isSigned = false;
        bool isUnsigned = false;
        bool isShort = false;
        bool isChar = false;
        bool isInt128 = false;
        int longs = 0;
        foreach (string word in name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word)
            {
                case "signed":
                    isSigned = true;
                    break;
                case "unsigned":
                    isUnsigned = true;
                    break;
                case "short":
                    isShort = true;
                    break;
                case "char":
                    isChar = true;
                    break;
                case "__int128":
                    isInt128 = true;
                    break;
                case "int":
                    break;
                case "long":
                    longs++;
                    break;
                default:
                    return Underscored(name);
            }
        }

        string core = isChar ? "char" : isInt128 ? "__int128" : isShort ? "short" : longs == 1 ? "long" : longs > 1 ? "long_long" : "int";
        return isUnsigned ? "unsigned_" + core : isSigned && isChar ? "signed_char" : core;
    }

    /// <summary><paramref name="text"/> with underscores for blanks, as the manifest wants the names of integers, floats and tags.</summary>
    public static string Underscored(string text) => text.Replace(' ', '_');
}
