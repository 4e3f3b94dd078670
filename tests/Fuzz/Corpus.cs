// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.IO.Compression;
using System.Text;
using SharpBpf.Build.Clang;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Fuzz;

/// <summary>What a mutation starts from. No binaries are kept: C is compiled at the start, found inputs stand as lines of text.</summary>
internal static class Corpus
{
    public const string ObjectFile = "objects.txt";
    public const string ManifestFile = "manifests.txt";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "corpus");

    /// <summary>Objects: each source for both byte orders, and the kept ones.</summary>
    public static List<byte[]> Objects()
    {
        List<byte[]> objects = [];
        foreach (string source in Directory.GetFiles(Folder, "*.c").Order(StringComparer.Ordinal))
        {
            foreach (bool bigEndian in (bool[])[false, true])
                objects.Add(Compile(source, bigEndian));
        }

        objects.AddRange(Kept(ObjectFile));
        return objects;
    }

    /// <summary>The manifests of those objects that have one, and the kept ones.</summary>
    public static List<byte[]> Manifests(List<byte[]> objects)
    {
        List<byte[]> manifests = [];
        foreach (byte[] bytes in objects)
        {
            try
            {
                manifests.Add(Encoding.UTF8.GetBytes(ManifestWriter.Write(ManifestBuilder.Build(bytes, "corpus", "corpus.bpf.c").Manifest)));
            }
            catch (SharpBpf.Build.BadObjectException)
            {
                // Kept for the error it gives.
            }
        }

        manifests.AddRange(Kept(ManifestFile));
        return manifests;
    }

    /// <summary>Reads inputs as <see cref="Write"/> has written them: base64 of Brotli, one a line, # before comments.</summary>
    public static IEnumerable<byte[]> Read(string file)
    {
        foreach (string line in File.ReadLines(file))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;

            using BrotliStream packed = new(new MemoryStream(Convert.FromBase64String(line)), CompressionMode.Decompress);
            using MemoryStream input = new();
            packed.CopyTo(input);
            yield return input.ToArray();
        }
    }

    /// <summary>Writes inputs, each with what it is good for.</summary>
    public static void Write(string file, IEnumerable<(string Reason, byte[] Input)> inputs)
    {
        StringBuilder text = new("# Made by tests/Fuzz: an input a line, packed by Brotli, as base64. See tests/Fuzz/README.md.\n");
        foreach ((string reason, byte[] input) in inputs)
        {
            using MemoryStream packed = new();
            using (BrotliStream brotli = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
                brotli.Write(input);

            text.Append(CultureInfo.InvariantCulture, $"# {reason.ReplaceLineEndings(" ").Trim()}\n{Convert.ToBase64String(packed.ToArray())}\n");
        }

        File.WriteAllText(file, text.ToString());
    }

    private static IEnumerable<byte[]> Kept(string name)
    {
        string file = Path.Combine(Folder, name);
        return File.Exists(file) ? Read(file) : [];
    }

    private static byte[] Compile(string source, bool bigEndian)
    {
        string folder = Directory.CreateTempSubdirectory("sharpbpf-fuzz-").FullName;
        try
        {
            string target = Path.Combine(folder, "out.bpf.o");
            StringWriter log = new();
            if (!BpfCompiler.Compile(new CompileRequest(source, target) { BigEndian = bigEndian }, log))
                throw new InvalidOperationException(log.ToString());

            return File.ReadAllBytes(target);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
