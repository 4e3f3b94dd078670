// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using SharpBpf.Build.Elf;

namespace SharpBpf.Build.Clang;

/// <summary>
/// Asks the compiler for the values of enum constants that its BTF does not hold: by an array of them below the source. Only old
/// compilers and rare enums make this necessary, and the object that is made for it is thrown away.
/// </summary>
internal static class EnumProbe
{
    private const string Section = ".sharpbpf.values";
    private const int EntrySize = 16;

    /// <summary>The values of <paramref name="names"/>; none when one of them is not visible at the end of the source.</summary>
    public static Dictionary<string, (ulong Bits, bool IsNegative)> Ask(
        CompileRequest request, string source, string target, Toolchain tools, IReadOnlyList<string> names)
    {
        string unit = $"{target}.{Environment.ProcessId}.enums.c";
        try
        {
            File.WriteAllText(unit, TextOf(source, names));
            return new ClangRun(request, source, target, tools, TextWriter.Null).Compile(unit, []) is { } made ? Read(made.Object, unit, names) : [];
        }
        finally
        {
            File.Delete(unit);
        }
    }

    private static string TextOf(string source, IReadOnlyList<string> names)
    {
        StringBuilder text = new($"#include \"{source}\"\n");
        text.Append(CultureInfo.InvariantCulture, $"static const unsigned long long __sharpbpf_values[] __attribute__((section(\"{Section}\"), used)) = {{\n");
        foreach (string name in names)
            text.Append(CultureInfo.InvariantCulture, $"\t(unsigned long long)({name}), ({name}) < 0,\n");

        return text.Append("};\n").ToString();
    }

    private static Dictionary<string, (ulong Bits, bool IsNegative)> Read(byte[] bytes, string unit, IReadOnlyList<string> names)
    {
        Dictionary<string, (ulong, bool)> values = [];
        ElfFile elf = ElfFile.Read(bytes, unit);
        ByteView data = elf.Find(Section)?.Data ?? throw elf.Error(0, $"the object has no section {Section}");
        for (int i = 0; i < names.Count; i++)
            values[names[i]] = (data.U64(i * EntrySize, "a value"), data.U64((i * EntrySize) + 8, "a sign") != 0);

        return values;
    }
}
