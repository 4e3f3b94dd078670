// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sofdsnoop.Tracing;

/// <summary>The names in the kernel's BTF. They tell what it has without parsing its six megabytes.</summary>
internal static class KernelTypeNames
{
    private const string BtfFile = "/sys/kernel/btf/vmlinux";
    private const int ChunkSize = 256 << 10;

    /// <summary>Whether the kernel has a raw tracepoint: for each there is a type <c>btf_trace_NAME</c>.</summary>
    public static bool HasTracepoint(string name) => Has($"btf_trace_{name}");

    /// <summary>Whether something in the kernel has this name. False without BTF; then nothing can be loaded anyway.</summary>
    public static bool Has(string name)
    {
        var word = Encoding.ASCII.GetBytes($"\0{name}\0");
        try
        {
            using var file = File.OpenHandle(BtfFile);
            return Contains(file, word);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Contains(SafeFileHandle file, ReadOnlySpan<byte> word)
    {
        Span<byte> chunk = new byte[ChunkSize];
        var kept = 0; // a word may lie across two chunks
        for (long at = 0; ;)
        {
            var read = RandomAccess.Read(file, chunk[kept..], at);
            if (read == 0)
                return false;
            at += read;
            var text = chunk[..(kept + read)];
            if (text.IndexOf(word) >= 0)
                return true;
            kept = Math.Min(word.Length - 1, text.Length);
            text[^kept..].CopyTo(chunk);
        }
    }
}
