// SPDX-License-Identifier: Apache-2.0
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Output;

/// <summary>The words for what the kernel side says in numbers, equal in all formats.</summary>
internal static class EventWords
{
    private const uint KnownFlags = ((uint)FdMessageFlags.Pidfd << 1) - 1;

    public static ReadOnlySpan<byte> Via(byte via) => (FdVia)via switch
    {
        FdVia.Sendmsg => "sendmsg"u8,
        FdVia.Sendmmsg => "sendmmsg"u8,
        FdVia.Recvmsg => "recvmsg"u8,
        FdVia.Recvmmsg => "recvmmsg"u8,
        FdVia.IoUring => "io_uring"u8,
        FdVia.PidfdGetfd => "pidfd_getfd"u8,
        FdVia.SeccompAddfd => "seccomp_addfd"u8,
        FdVia.MsgRing => "msg_ring"u8,
        FdVia.FixedFdInstall => "fixed_fd_install"u8,
        _ => "unknown"u8,
    };

    /// <summary>On what a call is made that passes fds without a socket; empty when there is one.</summary>
    public static ReadOnlySpan<byte> InsteadOfSocket(byte via) => (FdVia)via switch
    {
        FdVia.PidfdGetfd => "pidfd"u8,
        FdVia.SeccompAddfd => "seccomp"u8,
        FdVia.MsgRing or FdVia.FixedFdInstall => "io_uring"u8,
        _ => [],
    };

    /// <summary>Whether there is a word to say about the message or this fd's name.</summary>
    public static bool HasFlags(byte flags, bool nameTruncated) => nameTruncated || (flags & KnownFlags) != 0;

    /// <summary>The words of the flags that are set, in a fixed order.</summary>
    public static void AppendFlags(OutputBuffer output, byte flags, bool nameTruncated, ReadOnlySpan<byte> separator)
    {
        var any = false;
        for (var left = flags & KnownFlags; left != 0; left &= left - 1)
            AppendFlag(output, Flag((FdMessageFlags)(left & (0 - left))), separator, ref any);
        if (nameTruncated)
            AppendFlag(output, "name_truncated"u8, separator, ref any);
    }

    /// <summary>The errno's name of a failed call's result, or its number where there is none.</summary>
    public static void AppendErrno(OutputBuffer output, long result)
    {
        var name = ErrnoName.Of(-result);
        if (name.IsEmpty)
            output.Add(-result);
        else
            output.Add(name);
    }

    private static void AppendFlag(OutputBuffer output, ReadOnlySpan<byte> word, ReadOnlySpan<byte> separator, ref bool any)
    {
        if (any)
            output.Add(separator);
        output.Add(word);
        any = true;
    }

    private static ReadOnlySpan<byte> Flag(FdMessageFlags flag) => flag switch
    {
        FdMessageFlags.Peek => "peek"u8,
        FdMessageFlags.Ctrunc => "ctrunc"u8,
        FdMessageFlags.Creds => "creds"u8,
        FdMessageFlags.Compat32 => "compat32"u8,
        FdMessageFlags.Late => "late"u8,
        FdMessageFlags.Pidfd => "pidfd"u8,
        _ => "incomplete"u8,
    };
}
