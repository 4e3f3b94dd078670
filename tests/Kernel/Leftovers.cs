// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>What a run of the tool must not leave behind.</summary>
internal static class Leftovers
{
    /// <summary>Fails if one of these BPF programs is still loaded a moment after the tool has ended.</summary>
    public static async Task NoneAsync(IReadOnlyList<string> programIds)
    {
        string[] left = [];
        for (int attempt = 0; attempt < 40; attempt++)
        {
            // the kernel frees a program after a grace period
            HashSet<string> loaded = await LoadedAsync();
            left = [.. programIds.Where(loaded.Contains)];
            if (left.Length == 0)
                return;
            await Task.Delay(50);
        }
        Assert.Fail($"BPF programs are still loaded: {string.Join(' ', left)}");
    }

    private static async Task<HashSet<string>> LoadedAsync()
    {
        using Process list = Process.Start(new ProcessStartInfo("bpftool", ["prog", "list"]) { RedirectStandardOutput = true })!;
        string text = await list.StandardOutput.ReadToEndAsync();
        await list.WaitForExitAsync();
        Assert.Equal(0, list.ExitCode);
        return [.. text.Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).Select(line => line.Split(':')[0])];
    }
}
