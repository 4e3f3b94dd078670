// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.CommandLine;

/// <summary>What --help prints.</summary>
internal static class HelpText
{
    public const string Hint = "'sofdsnoop --help' lists the options";

    public const string Text = """
        sofdsnoop shows every file descriptor that one process passes to another over a unix socket: one line when it is
        sent, one when it is received, with its number there and with what it was at that moment.

        Usage: sofdsnoop [OPTIONS]
               sofdsnoop demo [--format FORMAT] [-T]
               sofdsnoop doctor
               sofdsnoop completions bash|zsh|fish

        What to show (all of the system's processes when nothing is said):
          -p, --pid PID           only this process
          -t, --tid TID           only this thread; wins over -p
          -n, --name REGEX        only where the thread's or the process's name matches this .NET regular expression
                                  anywhere, case counting; a plain word is just looked for
          --uid USER              only processes of this user, a number or a name
          --cgroup PATH           only processes in this cgroup v2 and below, like system.slice or its whole path
          --kind KIND             only files of this kind: file, dir, socket, pipe, memfd, pidfd, eventfd and so on, as
                                  the wide table and JSON name them
          --socket NAME           only over sockets bound to this path or @abstract name, on either side
          --all-paths             also fds that cross without a socket: pidfd_getfd, seccomp notifications, io_uring
                                  messages, and the pidfds of SCM_PIDFD
          --failed                also sends and receives that failed, and with which error
          --in-flight             at the end, also list what was sent and not seen to be received

        How long:
          -d, --duration SECONDS  end after so many seconds, like 5 or 0.5; without it, Ctrl-C ends it

        How to show it:
          -T, --timestamp         in front of each line the seconds since the first one
          --format FORMAT         table  ACTION TID COMM SOCKET FD NAME (the default)
                                  wide   also process, user, system call, socket path, position in the message, result
                                         and kind
                                  json   one object a line, with all that is known

        How to trace:
          --buffer KIND           ring or perf: one buffer for all CPUs (the default), or one for each
          --buffer-size SIZE      events that wait to be printed, 64K to 1G (default 8M, rounded up to a power of two);
                                  more when events are lost
          --hook HOOK             where in the kernel to look: fentry or kprobe, its functions that fds pass; tracepoint or
                                  raw, where system calls begin and end; auto (the default) takes the first that there is

          --verbose               say on stderr what is attached, and at the end what was read
          --version               print the version
          -h, --help              print this

        Commands:
          demo                    start two processes that pass each other descriptors of every kind, trace them, end
          doctor                  say what this kernel and this user can do, and what to do about what is missing
          completions SHELL       print completions for bash, zsh or fish, for the shell to read

        In the tables, unprintable characters in names are written as \xNN, \n, \t or \r, and a backslash as \\. A NAME of N/A
        means that no file had this number. On a terminal, lines are cut to its width, which an ellipsis marks, and coloured
        unless NO_COLOR is set. At the end, and when the output is closed, a summary goes to stderr.
        It needs root, or CAP_BPF and CAP_PERFMON, and a kernel from 5.10 on with BTF.
        Exit status: 0; 1 for a failure; 2 for a wrong command line.

        """;
}
