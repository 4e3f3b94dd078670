// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Tests;

/// <summary>Names looked for in the BTF of the running kernel, beside what lies in that file.</summary>
public sealed class KernelTypeNamesTests
{
    [Fact]
    public void What_the_kernel_has_is_found_and_nothing_else()
    {
        string[] there = ["task_struct", KernelTypeNames.OfTracepoint("sys_enter"), "unix_sock"];

        Assert.Equal(there.Order(), KernelTypeNames.Find([.. there, "task_struc", "ask_struct", "no_such_type_in_any_kernel"]).Order());
    }

    /// <summary>The file is read in pieces, of a page by the kernel and of 256 KiB by us: names lie across their ends.</summary>
    [Fact]
    public void Every_name_is_found_wherever_it_lies()
    {
        byte[] file = File.ReadAllBytes("/sys/kernel/btf/vmlinux");
        int begin = BitConverter.ToInt32(file, 4) + BitConverter.ToInt32(file, 16);
        var names = new List<string>();
        for (int at = begin + 4096; at < file.Length; at += 4096)
        {
            // the one that goes across, or the next one
            int start = file.AsSpan(0, at).LastIndexOf((byte)0) + 1, length = file.AsSpan(start).IndexOf((byte)0);
            if (length > 0)
                names.Add(Encoding.ASCII.GetString(file, start, length));
        }

        Assert.True(names.Count > 100, $"{names.Count} names");
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), KernelTypeNames.Find(names).Order(StringComparer.Ordinal));
    }
}
