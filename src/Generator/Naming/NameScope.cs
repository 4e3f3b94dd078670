// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Naming;

/// <summary>
/// The names of one C# scope. The first to ask for a name has it; whoever comes later gets a suffix that says what it is, and then
/// a number. Callers ask in an order that the C source gives, so the same source always gives the same names.
/// </summary>
internal sealed class NameScope
{
    private static readonly HashSet<string> _nothing = new(StringComparer.Ordinal);

    // What many scopes have in common is shared: there is a scope for each of what may be thousands of types.
    private readonly HashSet<string> _common;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A scope in which <paramref name="reserved"/> cannot be given away.</summary>
    public NameScope(params IEnumerable<string> reserved)
    {
        _common = _nothing;
        _taken.UnionWith(reserved);
    }

    /// <summary>A scope in which neither <paramref name="common"/>, which must not change, nor <paramref name="own"/> can be given away.</summary>
    public NameScope(HashSet<string> common, string own)
    {
        _common = common;
        Reserve(own);
    }

    /// <summary>What every C# type has from System.Object; a member of the same name would hide it.</summary>
    public static IReadOnlyList<string> ObjectMembers { get; } =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>Takes a name that nobody may get any more.</summary>
    public void Reserve(string name) => _taken.Add(name);

    /// <summary>Gives away <paramref name="wanted"/>, or the nearest name to it that is free.</summary>
    public string Claim(string wanted, string suffix)
    {
        string name = wanted;
        for (int number = 1; _common.Contains(name) || !_taken.Add(name); number++)
            name = wanted + suffix + (number == 1 ? "" : number.ToString(System.Globalization.CultureInfo.InvariantCulture));

        return name;
    }
}
