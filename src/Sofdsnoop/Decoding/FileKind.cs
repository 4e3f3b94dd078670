// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Decoding;

/// <summary>Says in one word what an fd is: from the rule its name was made by, the file's mode, its file system and its name.</summary>
internal static class FileKind
{
    // i_mode's type bits, octal in the kernel's stat.h
    private const uint TypeMask = 0xF000;
    private const uint Fifo = 0x1000;
    private const uint CharDevice = 0x2000;
    private const uint Directory = 0x4000;
    private const uint BlockDevice = 0x6000;
    private const uint Regular = 0x8000;
    private const uint SymbolicLink = 0xA000;
    private const uint Socket = 0xC000;

    // superblock magics: mqueue's is in no header of the kernel's user API
    private const uint MqueueMagic = 0x19800202;
    private const uint SecretmemMagic = 0x5345434d;

    public static ReadOnlySpan<byte> Of(in EntryRecord entry)
    {
        if (entry.Has(NameFlags.Unknown))
            return "unknown"u8;
        return entry.Rule switch
        {
            NameRule.Path => OfPath(in entry.Header),
            NameRule.Socket => "socket"u8,
            NameRule.Pipe => "pipe"u8,
            NameRule.Anon => OfAnonymousInode(entry.Name),
            NameRule.Pidfd => "pidfd"u8,
            NameRule.Simple => OfSimpleName(in entry),
            NameRule.Namespace => "namespace"u8,
            NameRule.Dmabuf => "dmabuf"u8,
            _ => "unknown"u8,
        };
    }

    private static ReadOnlySpan<byte> OfPath(ref readonly FdEntry entry)
    {
        if (entry.Magic == MqueueMagic && (entry.Mode & TypeMask) == Regular)
            return "mqueue"u8;
        return (entry.Mode & TypeMask) switch
        {
            Regular => "file"u8,
            Directory => "dir"u8,
            CharDevice => "char"u8,
            BlockDevice => "block"u8,
            Fifo => "fifo"u8,
            // both only through O_PATH
            Socket => "socket"u8,
            SymbolicLink => "symlink"u8,
            _ => "anon"u8,
        };
    }

    private static ReadOnlySpan<byte> OfSimpleName(in EntryRecord entry)
    {
        if (entry.Header.Magic == SecretmemMagic || entry.Name.SequenceEqual("secretmem"u8))
            return "secretmem"u8;
        if (entry.Name.StartsWith("memfd:"u8))
            return "memfd"u8;
        if (entry.Name.StartsWith("SYSV"u8))
            return "shm"u8;
        if (entry.Name.SequenceEqual("[aio]"u8))
            return "aio"u8;
        return "anon"u8;
    }

    /// <summary>Anonymous inodes are named by the code that makes them; brackets came later, so some have none.</summary>
    private static ReadOnlySpan<byte> OfAnonymousInode(ReadOnlySpan<byte> name)
    {
        if (name.Length > 2 && name[0] == '[' && name[^1] == ']')
            name = name[1..^1];
        return name switch
        {
            [(byte)'b', (byte)'p', (byte)'f', (byte)'-' or (byte)'_', ..] => "bpf"u8,
            _ when name.SequenceEqual("eventfd"u8) => "eventfd"u8,
            _ when name.SequenceEqual("eventpoll"u8) => "epoll"u8,
            _ when name.SequenceEqual("timerfd"u8) => "timerfd"u8,
            _ when name.SequenceEqual("signalfd"u8) => "signalfd"u8,
            _ when name.SequenceEqual("inotify"u8) => "inotify"u8,
            _ when name.SequenceEqual("fanotify"u8) => "fanotify"u8,
            _ when name.SequenceEqual("io_uring"u8) => "io_uring"u8,
            _ when name.SequenceEqual("userfaultfd"u8) => "userfaultfd"u8,
            _ when name.SequenceEqual("pidfd"u8) => "pidfd"u8,
            _ when name.SequenceEqual("perf_event"u8) => "perf_event"u8,
            _ when name.SequenceEqual("fscontext"u8) => "fscontext"u8,
            _ when name.SequenceEqual("landlock-ruleset"u8) => "landlock"u8,
            _ when name.SequenceEqual("seccomp notify"u8) => "seccomp"u8,
            _ when name.StartsWith("kvm-"u8) => "kvm"u8,
            _ => "anon"u8,
        };
    }
}
