// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Which C field a declared member stands for: the one that <c>[BpfField]</c> names, or else the one that has its name by the rule,
/// or its very name.
/// </summary>
internal sealed class MemberMatch
{
    private readonly Dictionary<string, DeclaredMember> _byCName = new(StringComparer.Ordinal);

    /// <summary>Matches the members of <paramref name="declaration"/>, if there is one.</summary>
    public MemberMatch(StructDeclaration? declaration, IEnumerable<string> cNames)
    {
        if (declaration is null)
            return;

        TakenNames = [.. declaration.OtherNames, .. declaration.Members.Select(m => m.Name)];
        string[] names = [.. cNames];
        foreach (DeclaredMember member in declaration.Members.Where(m => m.CName is not null))
            Match(member, names.FirstOrDefault(n => n == member.CName));

        foreach (DeclaredMember member in declaration.Members.Where(m => m.CName is null))
            Match(member, names.FirstOrDefault(n => n == member.Name) ?? names.FirstOrDefault(n => CSharpNames.FromC(n) == member.Name && !_byCName.ContainsKey(n)));
    }

    /// <summary>What the user has in the struct.</summary>
    public IReadOnlyList<string> TakenNames { get; } = [];

    /// <summary>Members that stand for no field, or for one that another stands for.</summary>
    public List<DeclaredMember> Unmatched { get; } = [];

    /// <summary>The member for a C field, or null.</summary>
    public DeclaredMember? Find(string cName) => _byCName.TryGetValue(cName, out DeclaredMember? member) ? member : null;

    private void Match(DeclaredMember member, string? cName)
    {
        if (cName is null || _byCName.ContainsKey(cName))
            Unmatched.Add(member);
        else
            _byCName.Add(cName, member);
    }
}
