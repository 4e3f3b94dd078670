// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sofdsnoop.Tracing;

/// <summary>The names in the kernel's BTF. They tell what it has without parsing its six megabytes.</summary>
internal static class KernelTypeNames
{
    private const string BtfFile = "/sys/kernel/btf/vmlinux";
    private const int ChunkSize = 256 << 10;

    /// <summary>What the type of a raw tracepoint is called: each has one.</summary>
    public static string OfTracepoint(string name) => $"btf_trace_{name}";

    /// <summary>Those of the names that something in the kernel has. None without BTF; then nothing can be loaded anyway.</summary>
    public static IReadOnlySet<string> Find(params IReadOnlyList<string> names)
    {
        try
        {
            using var file = File.OpenHandle(BtfFile);
            return Find(file, names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new HashSet<string>();
        }
    }

    private static HashSet<string> Find(SafeFileHandle file, IReadOnlyList<string> names)
    {
        var found = new HashSet<string>();
        var words = names.Select(static name => Encoding.ASCII.GetBytes($"\0{name}\0")).ToArray();
        var longest = words.Max(static word => word.Length);
        Span<byte> chunk = new byte[ChunkSize];
        var kept = 0; // a word may lie across two chunks
        var at = Strings(file);
        while (found.Count < words.Length && RandomAccess.Read(file, chunk[kept..], at) is > 0 and var read)
        {
            at += read;
            var text = chunk[..(kept + read)];
            for (var i = 0; i < words.Length; i++)
            {
                if (!found.Contains(names[i]) && text.IndexOf(words[i]) >= 0)
                    found.Add(names[i]);
            }

            kept = Math.Min(longest - 1, text.Length);
            text[^kept..].CopyTo(chunk);
        }

        return found;
    }

    /// <summary>Where the strings begin: hdr_len and str_off of struct btf_header.</summary>
    private static long Strings(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[24];
        return RandomAccess.Read(file, header, 0) == header.Length
            ? (long)BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) + BinaryPrimitives.ReadUInt32LittleEndian(header[16..])
            : 0;
    }
}
