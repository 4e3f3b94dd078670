// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// Compares a type of one BTF with a type of another: whether the same bytes mean the same in both. Names of typedefs and qualifiers do not
/// matter; names, places and types of members do. What a pointer points to does not: it crosses as a number.
/// </summary>
/// <remarks>BTF is include/uapi/linux/btf.h; libbpf has checked it when it was read.</remarks>
internal sealed unsafe class BtfLayout(nint ours, nint theirs)
{
    private const uint Int = 1, Pointer = 2, Array = 3, Struct = 4, Union = 5, Enum = 6, Typedef = 8, Volatile = 9, Const = 10, Restrict = 11,
        Float = 16, TypeTag = 18, Enum64 = 19;

    private const int Depth = 32;

    /// <summary>Where they differ, as in "member 'pid' is at bit 64, not 32"; null when they do not.</summary>
    internal string? Difference(uint our, uint their) => Difference(our, their, "", 0);

    private string? Difference(uint our, uint their, string path, int depth)
    {
        if (depth > Depth)
            return null;
        uint* a = Strip(ours, our);
        uint* b = Strip(theirs, their);
        if (a == null || b == null)
            return a == b ? null : $"{Of(path)}there is no type on one side";
        uint kind = Kind(a);
        // A kernel that does not know floats or 64-bit enums is given something of the same size by libbpf.
        if (kind != Kind(b) && kind is not (Float or Enum64))
            return $"{Of(path)}it is {Describe(theirs, b)}, not {Describe(ours, a)}";
        switch (kind)
        {
            case Int:
                // behind the size: encoding, offset and bits
                return a[2] == b[2] && a[3] == b[3] ? null : $"{Of(path)}it is {Describe(theirs, b)}, not {Describe(ours, a)}";
            case Pointer:
                return null;
            case Array:
                return a[5] != b[5] ? $"{Of(path)}it has {b[5]} elements, not {a[5]}" : Difference(a[3], b[3], path + "[]", depth + 1);
            case Struct or Union:
                return Members(a, b, path, depth);
            default:
                return a[2] == b[2] ? null : $"{Of(path)}it has {b[2]} bytes, not {a[2]}";
        }
    }

    private string? Members(uint* a, uint* b, string path, int depth)
    {
        if (Name(ours, *a) != Name(theirs, *b))
            return $"{Of(path)}it is {Describe(theirs, b)}, not {Describe(ours, a)}";
        uint count = a[1] & 0xffff;
        for (uint i = 0; i < Math.Max(count, b[1] & 0xffff); i++)
        {
            // struct btf_member: name, type, offset
            uint* ourMember = a + 3 + 3 * i;
            uint* theirMember = b + 3 + 3 * i;
            if (i >= count)
                return $"{Of(path)}there is a member '{Name(theirs, *theirMember)}' more";
            string name = Name(ours, *ourMember);
            if (i >= (b[1] & 0xffff))
                return $"{Of(path)}there is no member '{name}'";
            string theirName = Name(theirs, *theirMember);
            if (name != theirName)
                return $"{Of(path)}in the place of member '{name}' there is '{theirName}'";
            string member = path.Length == 0 ? name : $"{path}.{name}";
            if (ourMember[2] != theirMember[2] || a[1] >> 31 != b[1] >> 31)
                return $"{Of(member)}it is at bit {theirMember[2] & 0xffffff}, not {ourMember[2] & 0xffffff}";
            if (Difference(ourMember[1], theirMember[1], member, depth + 1) is { } difference)
                return difference;
        }
        return a[2] == b[2] ? null : $"{Of(path)}it has {b[2]} bytes, not {a[2]}";
    }

    private static string Of(string path) => path.Length == 0 ? "" : $"member '{path}': ";

    private static uint* Strip(nint btf, uint id)
    {
        uint* type = LibBpf.btf__type_by_id(btf, id);
        for (int i = 0; i < Depth && type != null && Kind(type) is Typedef or Volatile or Const or Restrict or TypeTag; i++)
            type = LibBpf.btf__type_by_id(btf, type[2]);
        return type;
    }

    private static uint Kind(uint* type) => (type[1] >> 24) & 0x1f;

    private static string Name(nint btf, uint offset) => Utf8.Text(LibBpf.btf__name_by_offset(btf, offset));

    private static string Describe(nint btf, uint* type)
    {
        string name = Name(btf, *type);
        return Kind(type) switch
        {
            Int or Float => $"'{name}' of {type[2]} bytes",
            Pointer => "a pointer",
            Array => "an array",
            Struct => $"'struct {name}'",
            Union => $"'union {name}'",
            Enum or Enum64 => $"'enum {name}'",
            _ => $"'{name}'",
        };
    }
}
