// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Doctor;

/// <summary>How a check came out. <see cref="Absent"/> is missing, but sofdsnoop runs without it.</summary>
internal enum Health { Good, Absent, Bad }

/// <summary>What a check found, and what to do when something is missing.</summary>
internal sealed record Finding(Health Health, string What, string Advice = "")
{
    public static Finding Needed(bool isThere, string what, string advice) => new(isThere ? Health.Good : Health.Bad, what, isThere ? "" : advice);

    public static Finding Extra(bool isThere, string what, string advice) => new(isThere ? Health.Good : Health.Absent, what, isThere ? "" : advice);

    /// <summary>One line.</summary>
    public override string ToString()
    {
        var mark = Health switch
        {
            Health.Good => "ok",
            Health.Absent => "-",
            _ => "NO",
        };
        return Advice.Length == 0 ? $"{mark,-3} {What}" : $"{mark,-3} {What}: {Advice}";
    }
}
