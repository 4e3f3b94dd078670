// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SharpBpf.Runtime.Tests;

/// <summary>Values that belong to inodes and cgroups, in the running kernel, by the maps that the generator makes. Needs root.</summary>
public sealed partial class OwnerStorageKernelTests
{
    private const int Directory = 0x10000;
    private const int CloseOnExec = 0x80000;

    [Fact]
    public void An_inode_has_a_value_by_whatever_name_it_is_opened()
    {
        KernelFeature.Need(KernelFeature.InodeStorage, KernelFeature.OwnersStorage);
        using InodeStorageBpf bpf = InodeStorageBpf.Open();
        bpf.Load();
        StorageMap<InodeValue> inodes = bpf.Inodes;
        Assert.Equal(BpfMapType.InodeStorage, inodes.Map.Type);
        DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("sharpbpf-test-");
        try
        {
            string path = Path.Combine(folder.FullName, "file");
            string link = Path.Combine(folder.FullName, "link");
            File.WriteAllText(path, "");
            Assert.Equal(0, linkat(-100, path, -100, link, 0));
            using SafeFileHandle file = File.OpenHandle(path);
            using SafeFileHandle same = File.OpenHandle(link);
            using SafeFileHandle home = Open(folder.FullName);
            File.WriteAllText(Path.Combine(folder.FullName, "other"), "");
            using SafeFileHandle other = File.OpenHandle(Path.Combine(folder.FullName, "other"));

            Assert.False(inodes.TryGet(file, out InodeValue value));
            Assert.Equal(default, value);
            Assert.False(inodes.TryUpdate(file, new InodeValue { Opens = 1 }, BpfUpdate.Replace));
            Assert.True(inodes.TryUpdate(file, new InodeValue { Opens = 0x1122334455667788, Mark = 2, Rest = 3 }, BpfUpdate.Add));
            Assert.False(inodes.TryUpdate(same, default, BpfUpdate.Add));
            Assert.True(inodes.TryGet(same, out value));
            Assert.Equal(new InodeValue { Opens = 0x1122334455667788, Mark = 2, Rest = 3 }, value);
            Assert.False(inodes.TryGet(other, out _));

            // A folder is an inode like another.
            Assert.True(inodes.TryUpdate(home, new InodeValue { Mark = 7 }));
            Assert.True(inodes.TryGet(home, out value));
            Assert.Equal(7u, value.Mark);

            Assert.True(inodes.Remove(same));
            Assert.False(inodes.Remove(file));
            Assert.True(inodes.Remove(home));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_inodes_value_goes_with_the_inode()
    {
        KernelFeature.Need(KernelFeature.InodeStorage, KernelFeature.OwnersStorage);
        using InodeStorageBpf bpf = InodeStorageBpf.Open();
        bpf.Load();
        string path = Path.Combine(Path.GetTempPath(), $"sharpbpf-test-{Guid.NewGuid():N}");
        for (uint i = 1; i <= 2; i++)
        {
            File.WriteAllText(path, "");
            using SafeFileHandle file = File.OpenHandle(path);
            Assert.False(bpf.Inodes.TryGet(file, out _));
            Assert.True(bpf.Inodes.TryUpdate(file, new InodeValue { Mark = i }, BpfUpdate.Add));
            File.Delete(path);
            Assert.True(bpf.Inodes.TryGet(file, out InodeValue value));
            Assert.Equal(i, value.Mark);
        }
    }

    [Fact]
    public void A_cgroup_has_a_value_of_its_own()
    {
        KernelFeature.Need(KernelFeature.CgroupStorage, KernelFeature.OwnersStorage);
        using CgroupStorageBpf bpf = CgroupStorageBpf.Open();
        bpf.Load();
        StorageMap<CgroupValue> cgroups = bpf.Cgroups;
        Assert.Equal(BpfMapType.CGrpStorage, cgroups.Map.Type);
        string path = Path.Combine(Cgroups.Root, $"sharpbpf-test-{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(path);
        try
        {
            using SafeFileHandle root = Open(Cgroups.Root);
            using SafeFileHandle group = Open(path);
            using SafeFileHandle same = Open(path);
            Assert.False(cgroups.TryGet(group, out CgroupValue value));
            Assert.Equal(default, value);
            Assert.False(cgroups.TryUpdate(group, default, BpfUpdate.Replace));
            Assert.True(cgroups.TryUpdate(group, new CgroupValue { Tasks = 4, Quota = ulong.MaxValue }, BpfUpdate.Add));
            Assert.False(cgroups.TryUpdate(same, default, BpfUpdate.Add));
            Assert.True(cgroups.TryGet(same, out value));
            Assert.Equal(new CgroupValue { Tasks = 4, Quota = ulong.MaxValue }, value);
            Assert.False(cgroups.TryGet(root, out _));
            Assert.True(cgroups.Remove(group));
            Assert.False(cgroups.Remove(same));

            // A file of the cgroup is not the cgroup.
            using SafeFileHandle inside = File.OpenHandle(Path.Combine(path, "cgroup.procs"));
            Assert.Contains("'cgroups'", Assert.Throws<BpfException>(() => cgroups.TryGet(inside, out _)).Message, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.Directory.Delete(path);
        }
    }

    private static SafeFileHandle Open(string folder)
    {
        SafeFileHandle handle = new(open(folder, Directory | CloseOnExec), ownsHandle: true);
        Assert.False(handle.IsInvalid, folder);
        return handle;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(int oldFolder, string oldPath, int newFolder, string newPath, int flags);
}
