// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using SharpBpf.Build.Clang;
using SharpBpf.Build.Filters;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Filters.Tests.Harness;

/// <summary>A folder in which a template and C# files are built as SharpBpf.targets has them built.</summary>
internal sealed class Workshop : IDisposable
{
    public static readonly string Root = typeof(Workshop).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private readonly string _folder = Directory.CreateTempSubdirectory("sharpbpf-filters-").FullName;
    private readonly List<string> _sources = [];

    /// <summary>What the runtime's own assemblies are, and ours.</summary>
    public static IReadOnlyList<string> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)),
         typeof(BpfFilterAttribute).Assembly.Location];

    public static string IncludeFolder => Path.Combine(Root, "bpf-templates", "include");

    /// <summary>Everything the tool said.</summary>
    public string Log { get; private set; } = "";

    public string ManifestText => File.ReadAllText(PathOf("case.bpf.manifest"));

    public string TranslatedC => File.ReadAllText(PathOf("case.bpf.filters.c"));

    public string[] Dependencies => File.ReadAllLines(PathOf("case.bpf.d"));

    public bool IsChecked { get; init; }

    public string PathOf(string name) => Path.Combine(_folder, name);

    public void AddSource(string name, string csharp)
    {
        File.WriteAllText(PathOf(name), csharp, Encoding.UTF8);
        _sources.Add(PathOf(name));
    }

    /// <summary>Compiles <paramref name="c"/>.</summary>
    /// <returns>The object; null after an error.</returns>
    public byte[]? Compile(string c)
    {
        File.WriteAllText(PathOf("case.bpf.c"), c);
        IEnumerable<string> lines = [.. _sources.Select(s => "source " + s), .. References.Select(r => "reference " + r), "language 14.0", "symbol TRACE"];
        File.WriteAllLines(PathOf("filters.project"), IsChecked ? lines.Append("checked") : lines);
        using StringWriter log = new();
        bool done = BpfCompiler.Compile(Request("case.bpf.c"), log);
        Log = log.ToString();
        return done ? File.ReadAllBytes(PathOf("case.bpf.o")) : null;
    }

    /// <summary>Compiles a file like that in <see cref="TranslatedC"/>, which has no hooks to fill any more.</summary>
    /// <returns>The object; null after an error.</returns>
    public byte[]? CompileUnit(string c)
    {
        const string Unit = "unit.bpf.c";
        File.WriteAllText(PathOf(Unit), c);
        using StringWriter log = new();
        ClangRun clang = new(Request(Unit), PathOf(Unit), PathOf("unit.bpf.o"), Toolchain.Find(), log);
        byte[]? image = clang.Compile(PathOf(Unit), [])?.Object;
        Log = log.ToString();
        return image;
    }

    private CompileRequest Request(string source) => new(PathOf(source), PathOf("case.bpf.o"))
    {
        Manifest = PathOf("case.bpf.manifest"),
        Dependencies = PathOf("case.bpf.d"),
        IncludeDirectories = [IncludeFolder],
        Filters = PathOf("filters.project"),
    };

    /// <summary>The C# side, compiled and loaded: the very files that were translated.</summary>
    public Assembly LoadCSharp()
    {
        FilterInputs inputs = FilterInputs.Read(PathOf("filters.project"));
        Compilation compilation = FilterProject.Compile(inputs, ManifestText);
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10)));
        return Assembly.Load(image.ToArray());
    }

    public BpfManifest Manifest() => ManifestReader.Read(ManifestText);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
