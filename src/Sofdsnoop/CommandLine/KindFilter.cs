// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Sofdsnoop.CommandLine;

/// <summary>
/// What --kind asks for, as the kernel side tells kinds apart: by the type bits of the inode's mode, the superblock's magic, the
/// rule that names are made by, and how the name of a file without a path begins. The words are those that the tool shows.
/// </summary>
internal sealed record KindFilter(string Word)
{
    private const NameRule AnyRule = (NameRule)0xFF;

    private const ushort Fifo = 0x1000;
    private const ushort CharDevice = 0x2000;
    private const ushort Directory = 0x4000;
    private const ushort BlockDevice = 0x6000;
    private const ushort Regular = 0x8000;
    private const ushort SymbolicLink = 0xA000;
    private const ushort Socket = 0xC000;
    private const uint MqueueMagic = 0x19800202;
    private const uint SecretmemMagic = 0x5345434d;

    private static readonly KindFilter[] All =
    [
        new("file") { Mode = Regular, Rule = NameRule.Path },
        new("dir") { Mode = Directory, Rule = NameRule.Path },
        new("socket") { Mode = Socket },
        new("pipe") { Rule = NameRule.Pipe },
        new("fifo") { Mode = Fifo, Rule = NameRule.Path },
        new("char") { Mode = CharDevice, Rule = NameRule.Path },
        new("block") { Mode = BlockDevice, Rule = NameRule.Path },
        new("symlink") { Mode = SymbolicLink, Rule = NameRule.Path },
        new("memfd") { Rule = NameRule.Simple, Name = "memfd:" },
        new("secretmem") { Rule = NameRule.Simple, Magic = SecretmemMagic },
        new("shm") { Rule = NameRule.Simple, Name = "SYSV" },
        new("mqueue") { Mode = Regular, Magic = MqueueMagic },
        new("pidfd") { Rule = NameRule.Pidfd },
        new("eventfd") { Rule = NameRule.Anon, Name = "[eventfd]" },
        new("epoll") { Rule = NameRule.Anon, Name = "[eventpoll]" },
        new("timerfd") { Rule = NameRule.Anon, Name = "[timerfd]" },
        new("signalfd") { Rule = NameRule.Anon, Name = "[signalfd]" },
        new("inotify") { Rule = NameRule.Anon, Name = "inotify" },
        new("fanotify") { Rule = NameRule.Anon, Name = "[fanotify]" },
        new("io_uring") { Rule = NameRule.Anon, Name = "[io_uring]" },
        new("userfaultfd") { Rule = NameRule.Anon, Name = "[userfaultfd]" },
        new("perf_event") { Rule = NameRule.Anon, Name = "[perf_event]" },
        new("bpf") { Rule = NameRule.Anon, Name = "bpf" },
        new("namespace") { Rule = NameRule.Namespace },
        new("dmabuf") { Rule = NameRule.Dmabuf },
    ];

    /// <summary>Type bits of i_mode; 0 for any.</summary>
    public ushort Mode { get; private init; }

    /// <summary>0 for any.</summary>
    public uint Magic { get; private init; }

    public NameRule Rule { get; private init; } = AnyRule;

    /// <summary>How the name begins.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Before there was a file system of their own (Linux 6.9), pidfds were anonymous inodes.</summary>
    public KindFilter WithoutPidfs => Rule == NameRule.Pidfd ? this with { Rule = NameRule.Anon, Name = "[pidfd]" } : this;

    /// <summary>All words, for messages and completions.</summary>
    public static IEnumerable<string> Words => All.Select(static kind => kind.Word);

    public static KindFilter? Find(string word) => Array.Find(All, kind => kind.Word == word);

    /// <summary>The bytes of <see cref="Name"/>.</summary>
    public byte[] NameBytes => Encoding.ASCII.GetBytes(Name);
}
