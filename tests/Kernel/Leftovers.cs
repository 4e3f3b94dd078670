// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>What a run of the tool must not leave behind.</summary>
internal static class Leftovers
{
    /// <summary>Fails if one of these BPF programs is still loaded a moment after the tool has ended.</summary>
    public static async Task NoneAsync(IReadOnlyList<string> programIds)
    {
        string[] left = [];
        // what the tool held is let go of a moment after its end
        bool areGone = await Patience.UntilAsync(5, () =>
        {
            left = [.. programIds.Where(id => Native.IsProgramLoaded(uint.Parse(id, CultureInfo.InvariantCulture)))];
            return Task.FromResult(left.Length == 0);
        });
        Assert.True(areGone, $"BPF programs are still loaded: {string.Join(' ', left)}");
    }

    /// <summary>The names of all loaded programs, by their ids.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> LoadedAsync()
    {
        using Process list = Process.Start(new ProcessStartInfo("bpftool", ["prog", "list"]) { RedirectStandardOutput = true })!;
        string text = await list.StandardOutput.ReadToEndAsync();
        await list.WaitForExitAsync();
        Assert.Equal(0, list.ExitCode);
        // 7: raw_tracepoint  name on_sys_enter  tag 7be8c8ec9df22267  gpl
        return text.Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).ToDictionary(
            line => line.Split(':')[0], line => line.Split(' ').SkipWhile(word => word != "name").Skip(1).FirstOrDefault(""));
    }
}
