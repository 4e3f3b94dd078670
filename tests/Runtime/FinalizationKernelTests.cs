// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>What nobody disposes is released when it is collected: descriptors, memory and attachments. Needs root.</summary>
[Collection(nameof(FinalizationKernelTests))]
[CollectionDefinition(nameof(FinalizationKernelTests), DisableParallelization = true)]
public sealed class FinalizationKernelTests
{
    /// <summary>Descriptors of BPF objects, epoll instances and perf events of this process, and mappings of ring buffers.</summary>
    private static (int Descriptors, int Mappings) Held() =>
        (Directory.GetFiles("/proc/self/fd").Count(static f =>
        {
            string? target = new FileInfo(f).LinkTarget;
            return target is not null && (target.Contains("bpf", StringComparison.Ordinal) || target.Contains("[eventpoll]", StringComparison.Ordinal)
                || target.Contains("[perf_event]", StringComparison.Ordinal));
        }), File.ReadLines("/proc/self/maps").Count(static l => l.Contains("bpf", StringComparison.Ordinal)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (uint Link, uint Map, (int, int) Held) Forget()
    {
        BpfObjectFile bpf = Clang.Open("ring");
        bpf.Load();
        RingBuffer events = new(bpf.Map("events"));
        foreach (ReadOnlySpan<byte> record in events.ReadRecords())
            Assert.Fail("there is no event");
        BpfLink link = bpf.Program("on_sys_enter").Attach();
        return (link.Id, bpf.Map("events").Id, Held());
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    public void Forgotten_objects_readers_and_links_are_released()
    {
        Collect();
        (int descriptors, int mappings) = Held();
        (uint link, uint map, (int, int) held) = Forget();
        Assert.True(held.Item1 > descriptors);
        Assert.True(held.Item2 > mappings);
        Collect();
        Assert.Equal((descriptors, mappings), Held());
        // Of the kernel too: closing is all that kept them. It frees them a little later.
        Assert.True(SpinWait.SpinUntil(() => Record.Exception(() => BpfMap.OpenId(map).Dispose()) is BpfException { ErrnoName: "ENOENT" }, 20_000));
        Assert.True(link > 0);
    }

    [Fact]
    public void A_view_keeps_what_it_needs()
    {
        HashMap<ulong, long> hash = View();
        Collect();
        hash[1] = 2;
        Assert.Equal(2, hash[1]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static HashMap<ulong, long> View() => new(BpfMap.Create(BpfMapType.Hash, "kept", 8, 8, 10));
    }
}
