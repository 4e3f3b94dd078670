// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Sofdsnoop.CommandLine;

/// <summary>Reads the values of options: each gives a value, or an error that says what would be right.</summary>
internal static class OptionValues
{
    // PID_MAX_LIMIT of 64-bit kernels
    private const uint MaxTaskId = 4 << 20;
    private const double MaxSeconds = 1e9;
    private const uint MinBufferSize = 64 << 10;
    private const uint MaxBufferSize = 1 << 30;

    public static bool TryTaskId(string option, string text, out uint value, [NotNullWhen(false)] out string? error)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is > 0 and <= MaxTaskId)
            return Right(out error);
        var what = option == "--tid" ? "thread" : "process";
        return Wrong($"{option} needs a {what} id from 1 to {MaxTaskId}, not {Quoted.Text(text)}", out error);
    }

    public static bool TryDuration(string text, out TimeSpan value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || seconds is not (>= 0.001 and <= MaxSeconds))
            return Wrong($"--duration needs seconds from 0.001 to 1000000000, like 5 or 0.5, not {Quoted.Text(text)}", out error);
        value = TimeSpan.FromSeconds(seconds);
        return Right(out error);
    }

    /// <summary>A number of bytes, or with K, M or G behind it; rounded up to the power of two that the kernel wants.</summary>
    public static bool TryBufferSize(string text, out uint value, [NotNullWhen(false)] out string? error)
    {
        var digits = text.AsSpan();
        var shift = digits switch
        {
            [.., 'K' or 'k'] => 10,
            [.., 'M' or 'm'] => 20,
            [.., 'G' or 'g'] => 30,
            _ => 0,
        };
        if (shift != 0)
            digits = digits[..^1];
        value = 0;
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || (ulong)number << shift is < MinBufferSize or > MaxBufferSize)
            return Wrong($"--buffer-size needs a size from 64K to 1G, like 16M, not {Quoted.Text(text)}", out error);
        value = BitOperations.RoundUpToPowerOf2(number << shift);
        return Right(out error);
    }

    public static bool TryFormat(string text, out OutputFormat value, [NotNullWhen(false)] out string? error)
    {
        OutputFormat? format = text switch
        {
            "table" => OutputFormat.Table,
            "wide" => OutputFormat.Wide,
            "json" => OutputFormat.Json,
            _ => null,
        };
        value = format ?? default;
        return format != null
            ? Right(out error)
            : Wrong($"--format can be table, wide or json, not {Quoted.Text(text)}", out error);
    }

    public static bool TryHook(string text, out HookKind value, [NotNullWhen(false)] out string? error)
    {
        HookKind? hook = text switch
        {
            "auto" => HookKind.Auto,
            "fentry" => HookKind.Fentry,
            "kprobe" => HookKind.Kprobe,
            "tracepoint" => HookKind.Tracepoint,
            "raw" => HookKind.Raw,
            _ => null,
        };
        value = hook ?? default;
        return hook != null
            ? Right(out error)
            : Wrong($"--hook can be auto, fentry, kprobe, tracepoint or raw, not {Quoted.Text(text)}", out error);
    }

    private static bool Right(out string? error)
    {
        error = null;
        return true;
    }

    private static bool Wrong(string message, out string error)
    {
        error = message;
        return false;
    }
}
