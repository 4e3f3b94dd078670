// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.CommandLine;

namespace Sofdsnoop.Completions;

/// <summary>What follows an option, for a shell to complete.</summary>
internal enum OptionValue { None, Anything, Process, User, Directory, File, Words }

/// <summary>An option as a shell sees it.</summary>
internal sealed record CompletedOption(string Long, string? Short, string Description, OptionValue Value, string Words = "");

/// <summary>Scripts that teach a shell the command line. Each is made from one list.</summary>
internal static class CompletionScripts
{
    public const string Shells = "bash zsh fish";

    public static IReadOnlyList<CompletedOption> Options { get; } =
    [
        new("--pid", "-p", "only this process", OptionValue.Process),
        new("--tid", "-t", "only this thread", OptionValue.Anything),
        new("--name", "-n", "only where the name matches this regular expression", OptionValue.Anything),
        new("--uid", null, "only processes of this user", OptionValue.User),
        new("--cgroup", null, "only processes in this cgroup v2", OptionValue.Directory),
        new("--kind", null, "only files of this kind", OptionValue.Words, string.Join(' ', KindFilter.Words)),
        new("--socket", null, "only over sockets bound to this name", OptionValue.File),
        new("--all-paths", null, "also fds that cross without a socket", OptionValue.None),
        new("--failed", null, "also sends and receives that failed", OptionValue.None),
        new("--in-flight", null, "at the end, list what was not received", OptionValue.None),
        new("--duration", "-d", "end after so many seconds", OptionValue.Anything),
        new("--timestamp", "-T", "seconds since the first line", OptionValue.None),
        new("--format", null, "how to show it", OptionValue.Words, "table wide json"),
        new("--buffer", null, "where events wait", OptionValue.Words, "ring perf"),
        new("--buffer-size", null, "room for events that wait", OptionValue.Words, "1M 8M 64M 256M"),
        new("--hook", null, "where in the kernel to look", OptionValue.Words, "auto fentry kprobe tracepoint raw"),
        new("--verbose", null, "say what is attached", OptionValue.None),
        new("--version", null, "print the version", OptionValue.None),
        new("--help", "-h", "print the options", OptionValue.None),
    ];

    public static IReadOnlyList<(string Name, string Description)> Commands { get; } =
    [
        ("demo", "trace two processes of its own that pass descriptors"),
        ("doctor", "say what this kernel and this user can do"),
        ("completions", "print completions for a shell"),
    ];

    /// <summary>The script for a shell; null for one that is not known.</summary>
    public static string? For(string shell) => shell switch
    {
        "bash" => Bash(),
        "zsh" => Zsh(),
        "fish" => Fish(),
        _ => null,
    };

    private static string Bash()
    {
        var cases = new StringBuilder();
        foreach (var option in Options.Where(static option => option.Value != OptionValue.None))
        {
            var pattern = option.Short == null ? option.Long : $"{option.Short}|{option.Long}";
            var reply = option.Value switch
            {
                OptionValue.Process => "COMPREPLY=($(compgen -W \"$(cd /proc && printf '%s\\n' [0-9]*)\" -- \"$word\"))",
                OptionValue.User => "COMPREPLY=($(compgen -u -- \"$word\"))",
                OptionValue.Directory => "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$word\")",
                OptionValue.File => "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")",
                OptionValue.Words => $"COMPREPLY=($(compgen -W '{option.Words}' -- \"$word\"))",
                _ => "COMPREPLY=()",
            };
            cases.Append($"        {pattern}) {reply}; return ;;\n");
        }

        return $$"""
            # bash completion for sofdsnoop. Use it with: source <(sofdsnoop completions bash)
            _sofdsnoop() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
                # bash makes --option=value three words
                if [[ $word == = ]]; then word=; elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
                case $previous in
            {{cases.ToString().TrimEnd('\n')}}
                    completions) COMPREPLY=($(compgen -W '{{Shells}}' -- "$word")); return ;;
                esac
                if [[ $word == -* ]]; then
                    COMPREPLY=($(compgen -W '{{string.Join(' ', Options.Select(static option => option.Long))}}' -- "$word"))
                else
                    COMPREPLY=($(compgen -W '{{string.Join(' ', Commands.Select(static command => command.Name))}}' -- "$word"))
                fi
            }
            complete -F _sofdsnoop sofdsnoop

            """;
    }

    private static string Zsh()
    {
        var arguments = new StringBuilder();
        foreach (var option in Options)
        {
            var names = option.Short == null ? $"'{option.Long}" : $"'({option.Short} {option.Long})'{{{option.Short},{option.Long}}}'";
            if (option.Value != OptionValue.None && option.Short == null)
                names += "=";
            var value = option.Value switch
            {
                OptionValue.None => "",
                OptionValue.Process => ":process:_pids",
                OptionValue.User => ":user:_users",
                OptionValue.Directory => ":directory:_files -/",
                OptionValue.File => ":socket:_files",
                OptionValue.Words => $":value:({option.Words})",
                _ => ":value: ",
            };
            arguments.Append($"        {names}[{option.Description}]{value}' \\\n");
        }

        var commands = string.Join(' ', Commands.Select(static command => $"{command.Name}\\:\"{command.Description}\""));
        return $$"""
            #compdef sofdsnoop
            # zsh completion for sofdsnoop. Put it into a directory of $fpath as _sofdsnoop.
            _sofdsnoop() {
                if [[ ${words[CURRENT-1]} == completions ]]; then
                    _values shell {{Shells}}
                    return
                fi
                _arguments -s \
            {{arguments.ToString().TrimEnd('\n')}}
                    '::command:(({{commands}}))' \
                    '::shell:({{Shells}})'
            }
            if [[ $funcstack[1] == _sofdsnoop ]]; then _sofdsnoop "$@"; else compdef _sofdsnoop sofdsnoop; fi

            """;
    }

    private static string Fish()
    {
        var lines = new StringBuilder("# fish completion for sofdsnoop. Use it with: sofdsnoop completions fish | source\n");
        lines.Append("complete -c sofdsnoop -f\n");
        foreach (var option in Options)
        {
            lines.Append($"complete -c sofdsnoop -l {option.Long[2..]}");
            if (option.Short != null)
                lines.Append($" -s {option.Short[1..]}");
            lines.Append(option.Value switch
            {
                OptionValue.None => "",
                OptionValue.Process => " -x -a '(__fish_complete_pids)'",
                OptionValue.User => " -x -a '(__fish_complete_users)'",
                OptionValue.Directory => " -x -a '(__fish_complete_directories)'",
                OptionValue.File => " -r -F",
                OptionValue.Words => $" -x -a '{option.Words}'",
                _ => " -x",
            });
            lines.Append($" -d '{option.Description}'\n");
        }

        foreach (var (name, description) in Commands)
            lines.Append($"complete -c sofdsnoop -n __fish_use_subcommand -a {name} -d '{description}'\n");
        lines.Append($"complete -c sofdsnoop -n '__fish_seen_subcommand_from completions' -a '{Shells}'\n");
        return lines.ToString();
    }
}
