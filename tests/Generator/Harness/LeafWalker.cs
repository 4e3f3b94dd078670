// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>
/// Finds the numbers in a struct and thinks up values. Layout is none of its business: it knows the names only, and clang
/// is asked where they are.
/// </summary>
internal sealed class LeafWalker(DefinitionTable table, NamePlanner names, int round)
{
    private readonly List<Leaf> _leaves = [];

    public IReadOnlyList<Leaf> Walk(Definition definition)
    {
        _leaves.Clear();
        Members(definition, names[definition.Name], "", []);
        return [.. _leaves];
    }

    private void Members(Definition definition, TypePlan owner, string path, object[] steps)
    {
        FieldInfo[] fields = [.. definition.Fields.Where(f => f.BitWidth != 0 || table.SizeOf(f.Type) != 0)];
        if (definition.Kind == DefinitionKind.Union && fields.Length != 0)
        {
            // C can only initialize one member of a union; another round takes another one.
            int chosen = (int)((Noise(path + definition.Name) + (uint)round) % (uint)fields.Length);
            fields = [fields[chosen]];
        }

        foreach (FieldInfo field in fields)
        {
            if (field.Name.Length == 0)
            {
                if (DefinitionTable.Strip(field.Type) is NamedType inner)
                    Members(table.Get(inner), owner, path, steps);

                continue;
            }

            FlatField flat = owner.Fields.Single(f => f.CName == field.Name);
            Value(field.Type, field.BitWidth, $"{path}.{field.Name}", [.. steps, flat.Name]);
        }
    }

    private void Value(CType type, int width, string path, object[] steps)
    {
        UInt128 noise = Noise(path + "#" + round);
        switch (DefinitionTable.Strip(type))
        {
            case IntType { Encoding: IntEncoding.Bool, Size: 1 }:
                _leaves.Add(Leaf.Bool(path, steps, noise));
                break;
            case IntType t:
                bool signed = t.Encoding == IntEncoding.Signed || (t.Encoding == IntEncoding.Char && width != 0);
                _leaves.Add(Leaf.Integer(path, steps, width != 0 ? width : t.Size * 8, signed, noise));
                break;
            case FloatType { Size: 4 or 8 }:
                _leaves.Add(Leaf.Float(path, steps, noise));
                break;
            case PointerType:
                _leaves.Add(Leaf.Pointer(path, steps, noise));
                break;
            case ArrayType t:
                foreach (int index in Indexes(t.Count))
                    Value(t.Element, 0, $"{path}[{index}]", [.. steps, index]);

                break;
            case NamedType { Kind: DefinitionKind.Enum } t:
                Definition definition = table.Get(t);
                _leaves.Add(Leaf.Integer(path, steps, width != 0 ? width : definition.Size * 8, definition.IsSigned, noise));
                break;
            case NamedType t:
                Members(table.Get(t), names[t.Name], path, steps);
                break;
            default:
                throw new InvalidOperationException($"no value for {type}");
        }
    }

    private static IEnumerable<int> Indexes(int count) => count <= 4 ? Enumerable.Range(0, count) : [0, 1, count / 2, count - 1];

    // Any bits will do, as long as they are the same in every run.
    private static UInt128 Noise(string seed)
    {
        ulong low = 14695981039346656037;
        ulong high = 0x9e3779b97f4a7c15;
        foreach (char c in seed)
        {
            low = unchecked((low ^ c) * 1099511628211);
            high = unchecked(((high << 7) | (high >> 57)) * 0xff51afd7ed558ccd + low);
        }

        return new UInt128(high ^ (high >> 29), low ^ (low >> 31));
    }
}
