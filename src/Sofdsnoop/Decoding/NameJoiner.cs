// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Diagnostics;

namespace Sofdsnoop.Decoding;

/// <summary>
/// Makes of an entry the name that readlink of /proc/PID/fd/FD gives. The kernel side sends the parts; joining them here keeps
/// its programs small. Reuses one buffer: a name is valid until the next one.
/// </summary>
internal sealed class NameJoiner
{
    /// <summary>Stands in front of a path that is longer than a path can be, where the beginning is missing.</summary>
    private static ReadOnlySpan<byte> MissingFront => "..."u8;

    private static ReadOnlySpan<byte> Deleted => " (deleted)"u8;

    // A name field has at most 65,535 bytes; around it stand a prefix, an inode number and the " (deleted)".
    private readonly byte[] _buffer = new byte[ushort.MaxValue + 64];
    private int _length;

    /// <summary>The name's bytes; empty when no file had this number.</summary>
    public ReadOnlySpan<byte> Join(in EntryRecord entry)
    {
        Debug.Assert(entry.Name.Length <= ushort.MaxValue);
        _length = 0;
        if (entry.Has(NameFlags.Unknown))
            return [];
        switch (entry.Rule)
        {
            case NameRule.Path:
                if (entry.Has(NameFlags.Truncated))
                    Append(MissingFront);
                AppendPath(entry.Name);
                break;
            case NameRule.Socket:
                AppendWithInode("socket:["u8, entry.Header.Ino);
                break;
            case NameRule.Pipe:
                AppendWithInode("pipe:["u8, entry.Header.Ino);
                break;
            case NameRule.Anon:
                Append("anon_inode:"u8);
                Append(entry.Name);
                break;
            case NameRule.Pidfd:
                Append("anon_inode:[pidfd]"u8);
                break;
            case NameRule.Simple:
                Append("/"u8);
                Append(entry.Name);
                Append(Deleted);
                return Joined;
            case NameRule.Namespace:
                Append(entry.Name);
                AppendWithInode(":["u8, entry.Header.Ino);
                break;
            case NameRule.Dmabuf:
                Append("/dmabuf:"u8);
                Append(entry.Name);
                break;
            default:
                // a rule of a newer kernel side: its bytes are the best there is
                Append(entry.Name);
                break;
        }

        if (entry.Has(NameFlags.Deleted))
            Append(Deleted);
        return Joined;
    }

    private ReadOnlySpan<byte> Joined => _buffer.AsSpan(0, _length);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void AppendWithInode(ReadOnlySpan<byte> prefix, ulong inode)
    {
        Append(prefix);
        Utf8Formatter.TryFormat(inode, _buffer.AsSpan(_length), out var written);
        _length += written;
        Append("]"u8);
    }

    /// <summary>
    /// The components come leaf first, each behind a byte with its length; a slash takes that byte's place, so the path is
    /// as long as what it is made of and can be filled in from its end.
    /// </summary>
    private void AppendPath(ReadOnlySpan<byte> components)
    {
        if (components.IsEmpty)
        {
            Append("/"u8);
            return;
        }

        var path = _buffer.AsSpan(_length, components.Length);
        var end = path.Length;
        while (!components.IsEmpty)
        {
            var length = Math.Min(components[0], components.Length - 1);
            end -= length;
            components.Slice(1, length).CopyTo(path[end..]);
            path[--end] = (byte)'/';
            components = components[(1 + length)..];
        }

        _length += path.Length;
    }
}
