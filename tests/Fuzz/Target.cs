// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;
using SharpBpf.Build;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Fuzz;

/// <summary>What is done with an input, and how it ended: a word for each way, so that a new way is noticed.</summary>
internal static class Target
{
    /// <summary>Reads an object and writes and reads its manifest.</summary>
    /// <exception cref="Exception">Anything but the documented ones is a finding.</exception>
    public static string Object(byte[] input)
    {
        BpfManifest manifest;
        try
        {
            manifest = ManifestBuilder.Build(input, "x", "x.bpf.c").Manifest;
        }
        catch (BadObjectException error)
        {
            if (error.Offset < 0)
                throw new InvalidOperationException($"an error at a negative offset: {error.Message}");

            return Way(error);
        }

        string text;
        try
        {
            text = ManifestWriter.Write(manifest);
        }
        catch (ManifestException error) when (error.Message.Contains("characters", StringComparison.Ordinal))
        {
            return "too large";
        }

        return ManifestReader.Read(text) == manifest
            ? $"manifest of {Log2(manifest.Maps.Count)} {Log2(manifest.Programs.Count)} {Log2(manifest.Sections.Count)} {Log2(manifest.Definitions.Count)}"
            : throw new InvalidOperationException("the manifest reads differently from what was written");
    }

    /// <summary>Reads a manifest; what was read is written and read again.</summary>
    public static string Manifest(byte[] input)
    {
        BpfManifest manifest;
        try
        {
            manifest = ManifestReader.Read(Encoding.UTF8.GetString(input));
        }
        catch (ManifestException error)
        {
            return error.Line > 0 ? Way(error) : throw new InvalidOperationException($"an error without a line: {error.Message}");
        }

        string text;
        try
        {
            text = ManifestWriter.Write(manifest);
        }
        catch (ManifestException error)
        {
            // The reader is content with a control character in a name or a line; the writer is not.
            return "write: " + Way(error);
        }

        return ManifestReader.Read(text) == manifest ? "manifest" : throw new InvalidOperationException("the manifest reads differently from what was written");
    }

    // Messages have names and numbers of the input in them; the place that threw, and who called it, do not.
    private static string Way(Exception error)
    {
        StringBuilder way = new();
        foreach (StackFrame frame in new StackTrace(error).GetFrames().Take(3))
            way.Append(CultureInfo.InvariantCulture, $"{frame.GetMethod()?.DeclaringType?.Name}.{frame.GetMethod()?.Name}+{frame.GetILOffset()} ");

        return way.ToString();
    }

    private static int Log2(int count) => count == 0 ? 0 : int.Log2(count) + 1;
}
