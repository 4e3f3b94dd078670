// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SharpBpf.Runtime.Tests;

/// <summary>Values that belong to tasks and sockets, in the running kernel, by the maps that the generator makes. Needs root.</summary>
public sealed partial class StorageMapKernelTests : IDisposable
{
    private const int PidfdOpen = 434;

    private readonly StorageBpf _bpf = StorageBpf.Open();

    public StorageMapKernelTests()
    {
        KernelFeature.Need(KernelFeature.TaskStorage, KernelFeature.OwnersStorage);
        _bpf.Load();
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    public void A_task_has_a_value_of_its_own()
    {
        StorageMap<Value> tasks = _bpf.Tasks;
        using SafeFileHandle self = new((nint)syscall(PidfdOpen, Environment.ProcessId, 0), ownsHandle: true);
        using SafeFileHandle init = new((nint)syscall(PidfdOpen, 1, 0), ownsHandle: true);
        Assert.False(self.IsInvalid || init.IsInvalid);

        Exercise(tasks, self);
        Assert.True(tasks.TryUpdate(self, Value(1, 2, 3)));
        Assert.False(tasks.TryGet(init, out Value other));
        Assert.Equal(default, other);
    }

    [Fact]
    public void A_sockets_value_goes_with_it_and_not_with_its_number()
    {
        StorageMap<Value> sockets = _bpf.Sockets;
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Exercise(sockets, socket.SafeHandle);
        Assert.True(sockets.TryUpdate(socket.SafeHandle, Value(7, 8, 9)));

        // Another descriptor of the same socket has the same value, another socket has none.
        using SafeFileHandle twin = new(dup((int)socket.SafeHandle.DangerousGetHandle()), ownsHandle: true);
        Assert.True(sockets.TryGet(twin, out Value value));
        Assert.Equal(Value(7, 8, 9), value);
        using Socket another = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.False(sockets.TryGet(another.SafeHandle, out _));
    }

    [Fact]
    public void What_is_no_owner_is_an_error()
    {
        StorageMap<Value> sockets = _bpf.Sockets;
        using SafeFileHandle file = File.OpenHandle("/dev/null");
        Assert.Contains("'sockets'", Assert.Throws<BpfException>(() => sockets.TryGet(file, out _)).Message, StringComparison.Ordinal);

        Socket closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SafeSocketHandle handle = closed.SafeHandle;
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sockets.Remove(handle));
        Assert.Throws<BpfException>(() => new StorageMap<int>(sockets.Map));
    }

    private static Value Value(ulong calls, uint mark, uint rest) => new() { Calls = calls, Mark = mark, Rest = rest };

    private static void Exercise(StorageMap<Value> map, SafeHandle owner)
    {
        Assert.False(map.TryGet(owner, out _));
        Assert.False(map.TryUpdate(owner, Value(1, 1, 1), BpfUpdate.Replace));
        Assert.True(map.TryUpdate(owner, Value(1, 2, 3), BpfUpdate.Add));
        Assert.False(map.TryUpdate(owner, default, BpfUpdate.Add));
        Assert.True(map.TryGet(owner, out Value value));
        Assert.Equal(Value(1, 2, 3), value);
        Assert.True(map.Remove(owner));
        Assert.False(map.Remove(owner));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long pid, long flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(int fd);
}
