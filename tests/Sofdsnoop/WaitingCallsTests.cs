// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.CommandLine;
using Sofdsnoop.Tracing;

namespace Sofdsnoop.Tests;

/// <summary>What /proc says of a task that waits, read as the kernel side's filters would decide.</summary>
public sealed class WaitingCallsTests
{
    private const string Status = "Name:\tsleep\nUmask:\t0022\nUid:\t1000\t1001\t1002\t1003\nGid:\t5\t5\t5\t5\n";

    // as /proc/self/mountinfo has them: a tree beside version 1, one at a place with a blank, and a part of the tree, as in a container
    private const string Mounts =
        "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - tmpfs tmpfs ro,mode=755\n" +
        "30 29 0:27 / /sys/fs/cgroup/unified rw,nosuid shared:5 - cgroup2 cgroup2 rw,nsdelegate\n" +
        "31 23 0:27 / /mnt/the\\040tree rw - cgroup2 nodev rw\n" +
        "32 23 0:27 /docker/abc /mnt/part rw - cgroup2 nodev rw\n";

    [Theory]
    [InlineData(1000u, true)]
    [InlineData(1001u, false)] // the effective one
    [InlineData(5u, false)]
    public void The_user_is_the_real_one(uint uid, bool has) => Assert.Equal(has, WaitingCalls.HasUser(Status, uid));

    [Theory]
    [InlineData("0::/system.slice/x.service\n", "/system.slice", true)]
    [InlineData("0::/system.slice\n", "/system.slice", true)]
    [InlineData("12:cpu:/system.slice\n0::/user.slice\n", "/system.slice", false)]
    [InlineData("0::/system.slice2\n", "/system.slice", false)]
    [InlineData("0::/\n", "/system.slice", false)]
    [InlineData("0::/anything\n", "/", true)]
    [InlineData("", "/", false)]
    public void A_cgroup_holds_what_is_below_it(string cgroups, string wanted, bool holds) =>
        Assert.Equal(holds, WaitingCalls.IsInCgroup(cgroups, wanted));

    [Theory]
    [InlineData("/sys/fs/cgroup/unified", "/")]
    [InlineData("/sys/fs/cgroup/unified/system.slice", "/system.slice")]
    [InlineData("/mnt/the tree/a/b", "/a/b")]
    [InlineData("/mnt/part", "/docker/abc")]
    [InlineData("/mnt/part/below", "/docker/abc/below")]
    [InlineData("/sys/fs/cgroup/cpu", null)]
    public void A_directory_of_the_tree_has_a_name(string directory, string? name) => Assert.Equal(name, CgroupTree.NameOf(Mounts, directory));

    [Fact]
    public void The_tree_is_found_where_it_is_mounted()
    {
        Assert.Equal("/sys/fs/cgroup/unified", CgroupTree.Find(Mounts));
        Assert.Null(CgroupTree.Find("29 23 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs ro\n"));
    }
}
