// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// When a waiting reader looks at a buffer. Fewer wake-ups cost less and show events later. The BPF program has its part in it: for a
/// ring buffer it decides, with the flags of bpf_ringbuf_submit, when the kernel wakes anyone. A program that writes with the macros of
/// <c>SHARPBPF_WRITER</c> follows the policy by itself, if it is set before Load; any other must do what is said at each policy.
/// </summary>
public readonly record struct WakeupPolicy
{
    private enum Kind
    {
        EveryEvent,
        AtBytes,
        Timed,
        Busy,
    }

    private readonly Kind _kind;

    private WakeupPolicy(Kind kind, ulong bytes)
    {
        _kind = kind;
        Bytes = bytes;
    }

    /// <summary>As soon as there is an event. The default, and what flags of 0 give.</summary>
    public static WakeupPolicy EveryEvent => default;

    /// <summary>
    /// When the time of the wait is over, or the BPF program forces it. The program submits with <c>BPF_RB_NO_WAKEUP</c>, and the kernel
    /// side pays for no wake-up at all.
    /// </summary>
    public static WakeupPolicy Timed => new(Kind.Timed, ulong.MaxValue);

    /// <summary>
    /// Never sleep: look again and again until there is an event or the time is over. Takes a whole CPU; for the lowest delay. The
    /// program submits with <c>BPF_RB_NO_WAKEUP</c>.
    /// </summary>
    public static WakeupPolicy Busy => new(Kind.Busy, 0);

    /// <summary>
    /// When so many bytes wait, or the time of the wait is over. Of a ring buffer the program has to submit with <c>BPF_RB_FORCE_WAKEUP</c>
    /// once bpf_ringbuf_query(BPF_RB_AVAIL_DATA) has reached the same number, and with <c>BPF_RB_NO_WAKEUP</c> before; a perf buffer needs
    /// no help.
    /// </summary>
    /// <param name="bytes">Bytes of the buffer, headers included; of a perf buffer, in the ring of one CPU.</param>
    /// <returns>The policy.</returns>
    public static WakeupPolicy AtBytes(uint bytes) => new(Kind.AtBytes, bytes);

    internal ulong Bytes { get; }

    /// <summary>What struct sharpbpf_writer of sharpbpf/events.h wants.</summary>
    internal uint ForWriter => _kind switch
    {
        Kind.AtBytes => (uint)Bytes,
        Kind.Timed or Kind.Busy => uint.MaxValue,
        _ => 0,
    };

    internal bool IsBusy => _kind == Kind.Busy;

    internal bool IsTimed => _kind == Kind.Timed;
}
