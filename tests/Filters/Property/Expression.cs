// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Filters.Tests.Property;

/// <summary>A C# expression and the type it has.</summary>
internal readonly record struct Expression(string Text, string Type)
{
    public static readonly string[] Integers = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"];

    public Expression As(string type) => Type == type ? this : new Expression($"(({type}){Text})", type);

    /// <summary>The type of <c>a + b</c> by C#'s rules; null where C# refuses to choose.</summary>
    public static string? Promote(string a, string b)
    {
        if (a == "ulong" || b == "ulong")
            return IsSigned(a) || IsSigned(b) ? null : "ulong";

        if (a == "long" || b == "long")
            return "long";

        if (a == "uint" || b == "uint")
            return IsSigned(a) || IsSigned(b) ? "long" : "uint";

        return "int";
    }

    /// <summary>The type of <c>~a</c> and of <c>a &lt;&lt; n</c>.</summary>
    public static string Promote(string a) => a is "uint" or "long" or "ulong" ? a : "int";

    private static bool IsSigned(string type) => type is "sbyte" or "short" or "int" or "long";
}
