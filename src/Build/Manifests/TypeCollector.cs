// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Build.Btf;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Manifests;

/// <summary>
/// Finds the structs, unions and enums that cross to user space, and gives each its name. The walk starts at what the object
/// declares, in an order that does not depend on the compiler, and so do the names.
/// </summary>
internal sealed class TypeCollector(BtfGraph graph)
{
    private const int MaxName = 4096;

    private sealed record Reached(BtfType Type, string Name, int Nesting);

    private readonly Dictionary<uint, string> _names = [];
    private readonly Dictionary<string, BtfType> _byName = new(StringComparer.Ordinal);
    private readonly List<BtfType> _order = [];
    private readonly Queue<Reached> _open = new();

    /// <summary>What was reached, once each.</summary>
    public IReadOnlyList<BtfType> Types => _order;

    /// <summary>The name of a struct, union or enum that was reached; null when it was not.</summary>
    public string? NameOf(BtfType type) => _names.GetValueOrDefault(type.Id);

    /// <summary>The definition for a forward declaration, when one of that tag was reached.</summary>
    public BtfType? DefinitionOf(BtfType forward) =>
        _byName.TryGetValue(forward.Name, out BtfType? type) && type.Kind == (forward.Flag ? BtfKind.Union : BtfKind.Struct) ? type : null;

    /// <summary>Starts at the type of a map's key or value, or of a variable, and follows what is in it.</summary>
    /// <param name="id">The type.</param>
    /// <param name="anonymousName">The name for it if it has none of its own.</param>
    /// <param name="anonymousEnumName">The same if it is an enum; null for <paramref name="anonymousName"/>.</param>
    public void AddRoot(uint id, string anonymousName, Func<BtfType, string>? anonymousEnumName = null)
    {
        BtfType type = Leaf(id, out _);
        Add(type, type.IsEnum && anonymousEnumName is not null ? anonymousEnumName(type) : anonymousName, 0);
        while (_open.TryDequeue(out Reached? next))
        {
            for (int i = 0; i < next.Type.Members.Length; i++)
            {
                BtfMember member = next.Type.Members[i];
                BtfType inner = Leaf(member.Type, out bool isBehindPointer);

                // User space never follows a kernel's pointer, and with a vmlinux.h half of the kernel would hang on it.
                if (isBehindPointer && inner.IsComposite && inner.Name.Length != 0)
                    continue;

                string name = member.Name.Length != 0 ? member.Name : "$" + i.ToString(CultureInfo.InvariantCulture);
                Add(inner, $"{next.Name}.{name}", next.Nesting + 1);
            }
        }
    }

    // The type at the end of qualifiers, arrays and pointers.
    private BtfType Leaf(uint id, out bool isBehindPointer)
    {
        isBehindPointer = false;
        BtfType type = graph[id];
        for (int depth = 0; type.IsModifier || type.Kind is BtfKind.Pointer or BtfKind.Array; depth++)
        {
            graph.CheckDepth(type, depth);
            isBehindPointer |= type.Kind == BtfKind.Pointer;
            type = graph[type.Target];
        }

        return type;
    }

    private void Add(BtfType type, string anonymousName, int nesting)
    {
        if (!(type.IsComposite || type.IsEnum) || _names.ContainsKey(type.Id))
            return;

        string name;
        if (type.Name.Length != 0)
            name = graph.Word(type);
        else if (graph.TypedefOf(type) is { } typedef)
            name = "=" + graph.Word(type.Place, typedef);
        else
            name = graph.Word(type.Place, anonymousName);

        // Only the names of anonymous types grow with depth.
        nesting = type.Name.Length != 0 ? 0 : nesting;
        graph.CheckDepth(type, nesting);
        if (name.Length > MaxName)
            throw graph.Error(type, $"the name of an anonymous type is longer than {MaxName}");

        string unique = name;
        for (int number = 2; _byName.TryGetValue(unique, out BtfType? other); number++)
        {
            if (TypeEquality.AreEqual(graph, other, type))
            {
                _names.Add(type.Id, unique);
                return;
            }

            unique = name + "#" + number.ToString(CultureInfo.InvariantCulture);
            if (number > ManifestLimits.Depth)
                throw graph.Error(type, $"there are more than {ManifestLimits.Depth} different types named {name}");
        }

        _names.Add(type.Id, unique);
        _byName.Add(unique, type);
        _order.Add(type);
        if (type.IsComposite)
            _open.Enqueue(new Reached(type, unique, nesting));
    }
}
