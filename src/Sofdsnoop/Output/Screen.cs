// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Output;

/// <summary>
/// What the tables are shown on. On a terminal lines are fitted into its width and have colours; anywhere else they are whole and
/// plain, as scripts know them. A line printer needs no more of a terminal than its width and a few SGR sequences: no library for
/// live views, which would want the whole terminal, start later and write through Console.
/// </summary>
internal sealed class Screen
{
    private readonly int _fd;

    private Screen(int fd) => _fd = fd;

    /// <summary>A file or a pipe.</summary>
    public static Screen None { get; } = new(-1);

    public bool IsTerminal { get; private init; }

    /// <summary>Without end where there is no width to keep to.</summary>
    public int Columns { get; private set; } = int.MaxValue;

    public bool HasColors { get; private init; }

    /// <summary>Looks whether the file is a terminal.</summary>
    public static Screen Of(int fd)
    {
        if (!LibC.IsTerminal(fd))
            return None;
        // https://no-color.org: set to anything but nothing
        var hasColors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var screen = new Screen(fd) { IsTerminal = true, HasColors = hasColors };
        screen.Refresh();
        return screen;
    }

    /// <summary>A terminal of a given width, for tests.</summary>
    internal static Screen OfWidth(int columns, bool hasColors) => new(-1) { IsTerminal = true, HasColors = hasColors, Columns = columns };

    /// <summary>Looks how wide the terminal is by now.</summary>
    public void Refresh()
    {
        if (_fd < 0)
            return;
        var columns = LibC.TerminalColumns(_fd);
        // a terminal that does not know its size may have been told in the environment
        if (columns == 0)
            _ = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out columns);
        Columns = columns > 0 ? columns : int.MaxValue;
    }
}
