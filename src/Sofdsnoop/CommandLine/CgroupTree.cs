// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Sofdsnoop.CommandLine;

/// <summary>Where the cgroup v2 tree is mounted: not everywhere at /sys/fs/cgroup, and beside version 1 not always at all.</summary>
internal static partial class CgroupTree
{
    private const string Mounts = "/proc/self/mountinfo";

    /// <summary>Its mount point, the first one when there are several; null when it is not mounted.</summary>
    public static string? Find() => Find(File.ReadAllText(Mounts));

    /// <summary>From the text of /proc/PID/mountinfo.</summary>
    internal static string? Find(string mounts) => MountsIn(mounts).Select(static mount => mount.Point).FirstOrDefault();

    /// <summary>A directory of the tree, named by its path or by what comes behind the root; null when it is none.</summary>
    public static string? Resolve(string text)
    {
        if (text.Length == 0)
            return null;
        string?[] candidates = [Path.GetFullPath(text), Find() is { } root ? Path.GetFullPath(Path.Join(root, text)) : null];
        // only directories of version 2 have this file, the root too
        return Array.Find(candidates, static path => path != null && File.Exists(Path.Combine(path, "cgroup.controllers")));
    }

    /// <summary>What /proc/PID/cgroup calls a directory of the tree: its path from the tree's root. Null when it is in no mount of the tree.</summary>
    public static string? NameOf(string directory) => NameOf(File.ReadAllText(Mounts), directory);

    internal static string? NameOf(string mounts, string directory)
    {
        var (root, point) = MountsIn(mounts)
            .Where(mount => directory == mount.Point || directory.StartsWith(mount.Point.TrimEnd('/') + "/", StringComparison.Ordinal))
            .OrderByDescending(static mount => mount.Point.Length)
            .FirstOrDefault();
        if (point == null)
            return null;
        var name = (root.TrimEnd('/') + directory[point.TrimEnd('/').Length..]).TrimEnd('/');
        return name.Length == 0 ? "/" : name;
    }

    // The fourth field is the directory of the tree that is mounted, the fifth where; the type stands behind a lone dash.
    private static IEnumerable<(string Root, string Point)> MountsIn(string mounts)
    {
        foreach (var line in mounts.Split('\n'))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash > 4 && dash + 1 < fields.Length && fields[dash + 1] == "cgroup2")
                yield return (Unescape(fields[3]), Unescape(fields[4]));
        }
    }

    private static string Unescape(string field) =>
        Octal().Replace(field, static match => ((char)Convert.ToByte(match.Groups[1].Value, 8)).ToString());

    [GeneratedRegex(@"\\([0-3][0-7]{2})")]
    private static partial Regex Octal();
}
