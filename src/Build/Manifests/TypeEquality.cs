// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Btf;

namespace SharpBpf.Build.Manifests;

/// <summary>
/// Whether two BTF types are the same C type. A linker of objects that does not merge types, and some compilers, leave a type in
/// twice; only really different ones of one name may get a second definition.
/// </summary>
internal static class TypeEquality
{
    // Beyond this many pairs the types are said to differ, which costs a second definition and nothing else.
    private const int MaxPairs = 2_000;

    public static bool AreEqual(BtfGraph graph, BtfType left, BtfType right)
    {
        HashSet<(uint, uint)> seen = [];
        Stack<(BtfType, BtfType)> open = new();
        open.Push((left, right));
        while (open.TryPop(out (BtfType Left, BtfType Right) pair))
        {
            // A pair that is being compared counts as equal: a struct may well contain a pointer to itself.
            if (pair.Left.Id == pair.Right.Id || !seen.Add((pair.Left.Id, pair.Right.Id)))
                continue;

            if (seen.Count > MaxPairs || !HeadsAreEqual(pair.Left, pair.Right))
                return false;

            open.Push((graph[pair.Left.Target], graph[pair.Right.Target]));
            for (int i = 0; i < pair.Left.Members.Length; i++)
                open.Push((graph[pair.Left.Members[i].Type], graph[pair.Right.Members[i].Type]));
        }

        return true;
    }

    private static bool HeadsAreEqual(BtfType left, BtfType right)
    {
        if (left.Kind != right.Kind || left.Name != right.Name || left.Size != right.Size || left.Count != right.Count
            || left.Encoding != right.Encoding || left.Bits != right.Bits || left.BitOffset != right.BitOffset
            || left.Members.Length != right.Members.Length
            || !left.Enumerators.AsSpan().SequenceEqual(right.Enumerators))
        {
            return false;
        }

        for (int i = 0; i < left.Members.Length; i++)
        {
            BtfMember a = left.Members[i];
            BtfMember b = right.Members[i];
            if (a.Name != b.Name || a.Offset != b.Offset || a.Bits != b.Bits)
                return false;
        }

        return true;
    }
}
