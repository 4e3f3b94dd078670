// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.Decoding;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

/// <summary>Names and kinds. The expected names are those that readlink printed for such files.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData(1, "", "socket:[42]", "socket")]
    [InlineData(2, "", "pipe:[42]", "pipe")]
    [InlineData(3, "[eventfd]", "anon_inode:[eventfd]", "eventfd")]
    [InlineData(3, "[eventpoll]", "anon_inode:[eventpoll]", "epoll")]
    [InlineData(3, "[timerfd]", "anon_inode:[timerfd]", "timerfd")]
    [InlineData(3, "[signalfd]", "anon_inode:[signalfd]", "signalfd")]
    [InlineData(3, "inotify", "anon_inode:inotify", "inotify")]
    [InlineData(3, "[fanotify]", "anon_inode:[fanotify]", "fanotify")]
    [InlineData(3, "[io_uring]", "anon_inode:[io_uring]", "io_uring")]
    [InlineData(3, "bpf-map", "anon_inode:bpf-map", "bpf")]
    [InlineData(3, "bpf_link", "anon_inode:bpf_link", "bpf")]
    [InlineData(3, "[userfaultfd]", "anon_inode:[userfaultfd]", "userfaultfd")]
    [InlineData(3, "[perf_event]", "anon_inode:[perf_event]", "perf_event")]
    [InlineData(3, "[pidfd]", "anon_inode:[pidfd]", "pidfd")]
    [InlineData(3, "something new", "anon_inode:something new", "anon")]
    [InlineData(4, "", "anon_inode:[pidfd]", "pidfd")]
    [InlineData(5, "memfd:frame", "/memfd:frame (deleted)", "memfd")]
    [InlineData(5, "SYSV00000000", "/SYSV00000000 (deleted)", "shm")]
    [InlineData(5, "secretmem", "/secretmem (deleted)", "secretmem")]
    [InlineData(5, "[aio]", "/[aio] (deleted)", "aio")]
    [InlineData(6, "mnt", "mnt:[42]", "namespace")]
    [InlineData(7, "", "/dmabuf:", "dmabuf")]
    [InlineData(7, "camera", "/dmabuf:camera", "dmabuf")]
    [InlineData(99, "of a later version", "of a later version", "unknown")]
    public void Pseudo_files_have_the_name_that_readlink_prints(byte rule, string part, string name, string kind) =>
        Assert.Equal((name, kind), Join(new RecordBuilder().Add(Encoding.UTF8.GetBytes(part), rule)));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/etc", "/etc")]
    [InlineData("/a/bb/ccc/dddd", "/a/bb/ccc/dddd")]
    public void Paths_are_joined_from_the_last_component(string path, string name)
    {
        var components = path == "/" ? [] : RecordBuilder.Components([.. path.Split('/')[1..].Select(Encoding.UTF8.GetBytes)]);
        Assert.Equal(name, Join(new RecordBuilder().Add(components)).Name);
    }

    [Fact]
    public void A_deleted_file_says_so() =>
        Assert.Equal(("/tmp/x (deleted)", "file"), Join(new RecordBuilder().AddPath("/tmp/x", flags: 1)));

    [Fact]
    public void A_path_without_its_front_says_so() => Assert.Equal(".../b/c", Join(new RecordBuilder().AddPath("/b/c", flags: 2)).Name);

    [Fact]
    public void An_fd_without_a_file_has_no_name() => Assert.Equal(("", "unknown"), Join(new RecordBuilder().Add([], flags: 4)));

    [Fact]
    public void The_longest_path_of_the_longest_components_is_whole()
    {
        var components = Enumerable.Range(0, 16).Select(i => Enumerable.Repeat((byte)('a' + i), 255).ToArray()).ToArray();
        var expected = string.Concat(components.Select(component => "/" + Encoding.ASCII.GetString(component)));
        Assert.Equal(expected, Join(new RecordBuilder().Add(RecordBuilder.Components(components))).Name);
    }

    [Theory]
    [InlineData(0x81A4, 0xEF53, "file")]
    [InlineData(0x41ED, 0xEF53, "dir")]
    [InlineData(0x21B6, 0x01021994, "char")]
    [InlineData(0x61B0, 0x01021994, "block")]
    [InlineData(0x11A4, 0xEF53, "fifo")]
    [InlineData(0xC1ED, 0xEF53, "socket")]
    [InlineData(0xA1FF, 0xEF53, "symlink")]
    [InlineData(0x81A4, 0x19800202, "mqueue")]
    [InlineData(0x0000, 0xEF53, "anon")]
    public void The_kind_of_a_path_is_its_mode(int mode, uint magic, string kind) =>
        Assert.Equal(kind, Join(new RecordBuilder().Add(RecordBuilder.Components("x"u8.ToArray()), magic: magic, mode: (ushort)mode)).Kind);

    [Fact]
    public void Lengths_beyond_the_name_are_cut()
    {
        Assert.Equal("/abc", Join(new RecordBuilder().Add([200, .. "abc"u8])).Name);
        Assert.Equal("//", Join(new RecordBuilder().Add([0, 0])).Name);
    }

    private static (string Name, string Kind) Join(RecordBuilder builder)
    {
        Assert.True(MessageRecord.TryParse(builder.Build(), out var message));
        foreach (var entry in message)
            return (Encoding.UTF8.GetString(new NameJoiner().Join(in entry)), Encoding.UTF8.GetString(FileKind.Of(in entry)));
        throw new InvalidOperationException("no entry");
    }
}
