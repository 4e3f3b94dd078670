// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Sofdsnoop.Tests.Support;

/// <summary>Writes records byte by byte at the offsets of bpf-templates/sofdsnoop.h, counted by hand, not taken from our types.</summary>
internal sealed class RecordBuilder
{
    public const int HeaderSize = 104;
    public const int EntrySize = 32;

    private readonly List<byte[]> _entries = [];

    public ulong Ts { get; init; } = 5_000_000_000;

    public ulong Id { get; init; } = 4097;

    public long Result { get; init; } = 1;

    public ulong SocketIno { get; init; } = 39763;

    public ulong PeerIno { get; init; } = 39764;

    public uint Pid { get; init; } = 2576;

    public uint Tid { get; init; } = 2577;

    public uint Uid { get; init; } = 1000;

    public int SocketFd { get; init; } = 24;

    public ushort First { get; init; }

    public ushort? Count { get; init; }

    public ushort? Entries { get; init; }

    public byte Action { get; init; } = 1;

    public byte Via { get; init; } = 1;

    public byte Flags { get; init; }

    public byte[] Comm { get; init; } = "Web Content"u8.ToArray();

    public byte[] ProcessComm { get; init; } = "firefox"u8.ToArray();

    public byte[] SocketPath { get; init; } = [];

    public RecordBuilder Add(
        byte[] name, byte rule = 0, int fd = 7, ulong file = 0xffff888012345678, ulong ino = 42, uint magic = 0xEF53, ushort mode = 0x81A4,
        byte flags = 0)
    {
        var entry = new byte[Align(EntrySize + name.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, file);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), ino);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(16), magic);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(20), fd);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(24), mode);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(26), (ushort)name.Length);
        entry[28] = rule;
        entry[29] = flags;
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(30), (ushort)(First + _entries.Count));
        name.CopyTo(entry.AsSpan(EntrySize));
        _entries.Add(entry);
        return this;
    }

    /// <summary>A path's components as the kernel side sends them: the last first.</summary>
    public static byte[] Components(params byte[][] rootFirst) =>
        [.. rootFirst.Reverse().SelectMany(component => (byte[])[(byte)component.Length, .. component])];

    public RecordBuilder AddPath(string path, int fd = 7, byte flags = 0) =>
        Add(Components([.. path.Split('/')[1..].Select(System.Text.Encoding.UTF8.GetBytes)]), fd: fd, flags: flags);

    public byte[] Build()
    {
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Ts);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), Id);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), Result);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(24), SocketIno);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), PeerIno);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), Pid);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(44), Tid);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(48), Uid);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(52), SocketFd);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(56), Count ?? (ushort)(First + _entries.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(58), First);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(60), Entries ?? (ushort)_entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(62), (ushort)SocketPath.Length);
        header[64] = Action;
        header[65] = Via;
        header[66] = Flags;
        Comm.AsSpan(0, Math.Min(Comm.Length, 16)).CopyTo(header.AsSpan(72));
        ProcessComm.AsSpan(0, Math.Min(ProcessComm.Length, 16)).CopyTo(header.AsSpan(88));
        var path = new byte[Align(SocketPath.Length)];
        SocketPath.CopyTo(path, 0);
        return [.. header, .. path, .. _entries.SelectMany(entry => entry)];
    }

    private static int Align(int length) => (length + 7) / 8 * 8;
}
