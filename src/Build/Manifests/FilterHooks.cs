// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Btf;
using SharpBpf.Generator;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Manifests;

/// <summary>
/// The hooks that BPF_FILTER of sharpbpf/filter.h declares. Each has left a pointer to a function in a section of its own: a
/// static function that is inlined everywhere is not in BTF, the type of a variable is.
/// </summary>
internal sealed class FilterHooks
{
    private const string Prefix = "__sharpbpf_filter_";

    private readonly List<(string Name, BtfType Prototype)> _hooks = [];

    public FilterHooks(BtfGraph graph, DataSections data)
    {
        foreach (VariablePlace variable in data.ReadFilters())
        {
            BtfType type = graph[variable.Type];
            BtfType prototype = graph[type.Target];
            if (!variable.Name.StartsWith(Prefix, StringComparison.Ordinal) || type.Kind != BtfKind.Pointer || prototype.Kind != BtfKind.FunctionPrototype)
                throw graph.Error(type, $"{variable.Name} in section {DataSections.Filters} is no hook of BPF_FILTER");

            _hooks.Add((variable.Name[Prefix.Length..], prototype));
        }
    }

    /// <summary>What the parameters point to crosses to C# as well.</summary>
    public void AddRoots(TypeCollector collector)
    {
        foreach ((string name, BtfType prototype) in _hooks)
        {
            foreach (uint parameter in Parameters(prototype))
                collector.AddRoot(parameter, "$filter." + name);
        }
    }

    /// <summary>The hooks with their parameters, sorted by name.</summary>
    public EquatableArray<FilterInfo> Translate(TypeTranslator translator)
    {
        FilterInfo[] filters = new FilterInfo[_hooks.Count];
        for (int i = 0; i < filters.Length; i++)
        {
            (string name, BtfType prototype) = _hooks[i];
            CType[] types = [.. Parameters(prototype).Select(translator.Translate)];
            filters[i] = new FilterInfo(name, types.Length == 0 ? default : new(types), IsCompiled: false);
        }

        return filters.Length == 0 ? default : new(filters);
    }

    // (void) has no parameters; the dots, 0, are never a hook's.
    private static IEnumerable<uint> Parameters(BtfType prototype) => prototype.Parameters.Where(static type => type != 0);
}
