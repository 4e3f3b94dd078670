// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>The few lines of a verifier log that say what is wrong.</summary>
internal static class VerifierReport
{
    private const int Instructions = 4;
    private const int Width = 120;

    /// <summary>The verifier's verdict: its last line that is neither state nor statistics; or null.</summary>
    internal static string? Verdict(string log)
    {
        string? verdict = null;
        foreach (ReadOnlySpan<char> line in log.AsSpan().EnumerateLines())
        {
            if (IsVerdict(line))
                verdict = line.Trim().ToString();
        }
        return verdict;
    }

    /// <summary>The failing source line and the last instructions before the verdict.</summary>
    internal static string Excerpt(string log)
    {
        string? source = null;
        List<string> tail = [];
        foreach (ReadOnlySpan<char> line in log.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("; "))
            {
                source = line.ToString();
            }
            else if (IsInstruction(line))
            {
                if (tail.Count == Instructions)
                    tail.RemoveAt(0);
                tail.Add(line.ToString());
            }
        }
        List<string> lines = [];
        if (source is not null)
            lines.Add(source);
        lines.AddRange(tail);
        return string.Join('\n', lines.Select(static l => "  " + Fit(l)));
    }

    // What the verifier knows of the registers stands far to the right, and may be very long.
    private static string Fit(string line) => line.Length <= Width ? line : string.Concat(line.AsSpan(0, Width - 1).TrimEnd(), "…");

    // "12: (79) r1 = *(u64 *)(r1 +0)" and, from 5.14, the registers that changed behind it
    private static bool IsInstruction(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        return colon > 0 && line[..colon].ContainsAnyExceptInRange('0', '9') is false && line[(colon + 1)..].StartsWith(" (");
    }

    private static bool IsVerdict(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.IsEmpty || line[0] is ';' || IsInstruction(line) || char.IsAsciiDigit(line[0]) || IsRegisters(line))
            return false;
        foreach (string prefix in s_noise)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    // "R0=scalar() R10=fp0", "R0_w=inv(id=0)"; but not "R1 invalid mem access 'scalar'"
    private static bool IsRegisters(ReadOnlySpan<char> line)
    {
        int end = 1;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
            end++;
        return line[0] == 'R' && end > 1 && end < line.Length && (line[end] is '=' or '_');
    }

    // Statistics, and the marks of a branch that is followed or pruned.
    private static readonly string[] s_noise =
        ["processed ", "verification time", "stack depth", "from ", "max_states", "func#", "Func#", "caller:", "callee:",
         "mark_precise", "propagating", "last_idx", "regs=", "parent ", "returning from", "reg type unsupported for arg", "arg#", "safe"];
}
