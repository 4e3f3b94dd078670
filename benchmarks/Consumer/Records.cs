// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace Sofdsnoop.Consumer.Benchmarks;

/// <summary>Records as the kernel side makes them: so many of a message's fds in one as fit.</summary>
internal static class Records
{
    private const int LongestRecord = 11 << 10;

    // the two names stand at the end of struct fd_message
    private const int CommAt = 72;
    private const int ProcessCommAt = 88;

    private static readonly string[] Components = ["user", "home"];

    public static IEnumerable<byte[]> Of(int message, int fds, bool isSend)
    {
        var first = 0;
        while (first < fds)
        {
            var entries = new MemoryStream();
            var count = 0;
            for (; first + count < fds && entries.Length < LongestRecord; count++)
                AddEntry(entries, first + count, isSend);
            yield return [.. Header(message, fds, first, count, isSend), .. entries.ToArray()];
            first += count;
        }
    }

    private static byte[] Header(int message, int fds, int first, int count, bool isSend)
    {
        var header = new FdMessage
        {
            Ts = 1_000_000_000UL + ((ulong)message * 1000) + (isSend ? 0UL : 500UL),
            Id = (((ulong)message * 2) + (isSend ? 2UL : 1UL)) << 12,
            Result = 1,
            SocketIno = isSend ? 39763UL : 39764UL,
            PeerIno = isSend ? 39764UL : 39763UL,
            Pid = isSend ? 2576U : 3120U,
            Tid = isSend ? 2577U : 3120U,
            Uid = 1000,
            SocketFd = isSend ? 24 : 7,
            Count = (ushort)fds,
            First = (ushort)first,
            Entries = (ushort)count,
            Action = (byte)(isSend ? FdAction.Send : FdAction.Recv),
            Via = (byte)(isSend ? FdVia.Sendmsg : FdVia.Recvmsg),
        };
        var bytes = new byte[FdMessage.SizeInC];
        MemoryMarshal.Write(bytes, in header);
        Encoding.ASCII.GetBytes("Web Content", bytes.AsSpan(CommAt));
        Encoding.ASCII.GetBytes("firefox", bytes.AsSpan(ProcessCommAt));
        return bytes;
    }

    private static void AddEntry(MemoryStream entries, int index, bool isSend)
    {
        byte[] name = [.. Part($"document-{index}.txt"), .. Components.SelectMany(Part)];
        var entry = new FdEntry
        {
            File = 0xffff888000000000 + ((ulong)index * 256),
            Ino = 4_000_000UL + (ulong)index,
            Magic = 0xEF53,
            Fd = isSend ? 30 + index : 300 + index,
            Mode = 0x81A4,
            NameLength = (ushort)name.Length,
            Index = (ushort)index,
        };
        var bytes = new byte[(FdEntry.SizeInC + name.Length + 7) / 8 * 8];
        MemoryMarshal.Write(bytes, in entry);
        name.CopyTo(bytes.AsSpan(FdEntry.SizeInC));
        entries.Write(bytes);
    }

    private static byte[] Part(string component) => [(byte)component.Length, .. Encoding.ASCII.GetBytes(component)];
}
