// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Sofdsnoop.CommandLine;

/// <summary>Where the cgroup v2 tree is mounted: not everywhere at /sys/fs/cgroup, and beside version 1 not always at all.</summary>
internal static partial class CgroupTree
{
    /// <summary>Its mount point, the first one when there are several; null when it is not mounted.</summary>
    public static string? Find() => Find(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>From the text of /proc/PID/mountinfo: the mount point is the fifth field, the type stands behind a lone dash.</summary>
    internal static string? Find(string mounts)
    {
        foreach (var line in mounts.Split('\n'))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash > 4 && dash + 1 < fields.Length && fields[dash + 1] == "cgroup2")
                return Octal().Replace(fields[4], static match => ((char)Convert.ToByte(match.Groups[1].Value, 8)).ToString());
        }

        return null;
    }

    /// <summary>A directory of the tree, named by its path or by what comes behind the root; null when it is none.</summary>
    public static string? Resolve(string text)
    {
        if (text.Length == 0)
            return null;
        string?[] candidates = [Path.GetFullPath(text), Find() is { } root ? Path.GetFullPath(Path.Join(root, text)) : null];
        // only directories of version 2 have this file, the root too
        return Array.Find(candidates, static path => path != null && File.Exists(Path.Combine(path, "cgroup.controllers")));
    }

    [GeneratedRegex(@"\\([0-3][0-7]{2})")]
    private static partial Regex Octal();
}
