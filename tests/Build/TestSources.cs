// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Reflection;
using SharpBpf.Build.Clang;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>The C sources beside the tests, compiled once a run, and folders that go away.</summary>
internal static class TestSources
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Objects = new();

    public static string RepositoryRoot { get; } = typeof(TestSources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static data => data.Key == "RepositoryRoot").Value!;

    /// <summary>The build tool as it lies beside the tests, to be run by dotnet.</summary>
    public static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "SharpBpf.Build.dll");

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Bpf", name);

    /// <summary>The bytes of the object of a source in Bpf.</summary>
    public static byte[] Object(string name, bool bigEndian = false) =>
        Objects.GetOrAdd($"{name} {bigEndian}", _ => new Lazy<byte[]>(() => CompileFile(PathOf(name), bigEndian))).Value;

    public static BpfManifest Manifest(string name, bool bigEndian = false) =>
        ManifestBuilder.Build(Object(name, bigEndian), name, name).Manifest;

    /// <summary>The manifest of some C, which is put behind the usual includes.</summary>
    public static BpfManifest ManifestOf(string c)
    {
        using TempFolder folder = new();
        byte[] bytes = CompileFile(folder.Write("t.bpf.c", "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n" + c), bigEndian: false);
        return ManifestBuilder.Build(bytes, "t.bpf.o", "t.bpf.c").Manifest;
    }

    private static byte[] CompileFile(string source, bool bigEndian)
    {
        using TempFolder folder = new();
        StringWriter log = new();
        string target = folder.Path("out.bpf.o");
        Assert.True(BpfCompiler.Compile(new CompileRequest(source, target) { BigEndian = bigEndian }, log), log.ToString());
        Assert.Equal("", log.ToString());
        return File.ReadAllBytes(target);
    }
}

/// <summary>A folder of its own for a test, deleted with it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("sharpbpf-").FullName;

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public string Write(string name, string content)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
