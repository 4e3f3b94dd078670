// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>
/// A user ring in plain memory with the kernel's side of the protocol, as kernel/bpf/ringbuf.c has it in __bpf_user_ringbuf_peek() and
/// __bpf_user_ringbuf_sample_release().
/// </summary>
internal sealed unsafe class FakeUserRing(uint size, ulong start = 0)
{
    internal FakeRing Memory { get; } = new(size, start);

    internal UserRingWriter NewWriter() => new(Memory.Consumer, Memory.Producer, Memory.Data, size, Memory, "User ring buffer 'fake'");

    /// <summary>Takes the next record. False when there is none, or it is still being written.</summary>
    internal bool TryTake(out byte[] record)
    {
        record = [];
        while (true)
        {
            ulong producer = Volatile.Read(ref *Memory.Producer);
            Assert.Equal(0ul, producer % 8);
            ulong consumer = *Memory.Consumer;
            if (consumer >= producer)
                return false;
            byte* header = Memory.Data + (consumer & (size - 1));
            uint word = Volatile.Read(ref *(uint*)header);
            uint length = word & ((1u << 30) - 1);
            ulong total = ((ulong)length + 8 + 7) & ~7ul;
            // The kernel's -EINVAL and -E2BIG: a writer must never bring these about.
            Assert.True(total <= producer - consumer, "the record is longer than what is there");
            Assert.True(total <= size, "the record is longer than the ring");
            if ((word & (1u << 30)) == 0)
            {
                if ((word & (1u << 31)) != 0)
                    return false;
                record = new ReadOnlySpan<byte>(header + 8, (int)length).ToArray();
            }
            Volatile.Write(ref *Memory.Consumer, consumer + total);
            if ((word & (1u << 30)) == 0)
                return true;
        }
    }
}
