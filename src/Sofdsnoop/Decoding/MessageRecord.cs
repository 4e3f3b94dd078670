// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Decoding;

/// <summary>
/// One record of the events buffer: the header of a message and the entries that it carries. A view, valid as long as the record.
/// No length in the record is believed: each is held against the bytes that are really there.
/// </summary>
internal readonly ref struct MessageRecord
{
    private readonly ReadOnlySpan<byte> _entries;

    private MessageRecord(ref readonly FdMessage header, ReadOnlySpan<byte> socketPath, ReadOnlySpan<byte> entries)
    {
        Header = ref header;
        SocketPath = socketPath;
        _entries = entries;
    }

    /// <summary>The fields that all entries share.</summary>
    public readonly ref readonly FdMessage Header;

    /// <summary>The name the socket or its peer is bound to: empty when unnamed, an abstract one starts with a NUL.</summary>
    public ReadOnlySpan<byte> SocketPath { get; }

    /// <summary>False for a record that is too short for what it says of itself.</summary>
    public static bool TryParse(ReadOnlySpan<byte> record, out MessageRecord message)
    {
        message = default;
        if (record.Length < FdMessage.SizeInC)
            return false;
        ref readonly var header = ref FdMessage.From(record);
        var data = FdMessage.DataOf(record);
        var pathLength = header.SocketPathLength;
        if (Align(pathLength) > data.Length)
            return false;
        message = new MessageRecord(in header, data[..pathLength], data[Align(pathLength)..]);
        return true;
    }

    public Enumerator GetEnumerator() => new(_entries, Header.Entries);

    /// <summary>Paths and entries are padded to eight bytes.</summary>
    private static int Align(int length) => (length + 7) & ~7;

    /// <summary>Walks the entries; stops early at one that does not fit in the record.</summary>
    internal ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private int _left;
        private EntryRecord _current;

        internal Enumerator(ReadOnlySpan<byte> entries, int count)
        {
            _rest = entries;
            _left = count;
        }

        public readonly EntryRecord Current => _current;

        public bool MoveNext()
        {
            if (_left == 0 || _rest.Length < FdEntry.SizeInC)
                return false;
            ref readonly var entry = ref FdEntry.From(_rest);
            var nameEnd = FdEntry.SizeInC + entry.NameLength;
            if (nameEnd > _rest.Length)
                return false;
            _current = new EntryRecord(in entry, FdEntry.NameOf(_rest)[..entry.NameLength]);
            _rest = _rest[Math.Min(Align(nameEnd), _rest.Length)..];
            _left--;
            return true;
        }
    }
}

/// <summary>One fd of a message, and the raw material of its name.</summary>
internal readonly ref struct EntryRecord
{
    internal EntryRecord(ref readonly FdEntry header, ReadOnlySpan<byte> name)
    {
        Header = ref header;
        Name = name;
    }

    public readonly ref readonly FdEntry Header;

    /// <summary>What the name is made of; <see cref="NameJoiner"/> makes it.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public NameRule Rule => (NameRule)Header.Rule;

    public bool Has(NameFlags flag) => (Header.Flags & (uint)flag) != 0;
}
