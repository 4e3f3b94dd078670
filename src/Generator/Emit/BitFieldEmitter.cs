// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes the property of a bit-field.</summary>
internal static class BitFieldEmitter
{
    /// <summary>The type of the storage.</summary>
    public static string StorageType(StorageModel storage) => storage.Size switch { 1 => "byte", 2 => "ushort", 4 => "uint", _ => "ulong" };

    /// <summary>Writes it, without a setter when the struct is readonly.</summary>
    public static void Write(CodeWriter writer, BitFieldModel field, bool isReadOnly)
    {
        string access = field.Type.IsPublic ? "public" : "internal";
        PropertyForm form = field.Form ?? new PropertyForm(access, "", isReadOnly ? "" : "readonly ", isReadOnly ? null : "set");
        writer.Gap();
        if (field.Form is null)
            writer.Summary(field.Summary);

        writer.Open($"{form.Modifiers} {field.Type.Name} {field.Name}");

        // unchecked: the user's project may compile with overflow checks, and these casts only move bits.
        if (form.Getter is { } getter)
            writer.Line($"{getter}get => unchecked({Read(field)});");

        if (form.Setter is { } setter)
        {
            writer.Open(setter).Open("unchecked");
            writer.Line($"{Carrier(field)} bits = {FromValue(field)};");
            foreach (BitPiece piece in field.Pieces)
                writer.Line(WritePiece(piece, Carrier(field)));

            writer.Close().Close();
        }

        writer.Close();
    }

    private static string Carrier(BitFieldModel field) => field.Width > 64 ? "global::System.UInt128" : "ulong";

    private static string Read(BitFieldModel field)
    {
        string carrier = Carrier(field);
        string bits = string.Join(" | ", field.Pieces.Select(p => ReadPiece(p, carrier)));
        if (field.Pieces.Count > 1)
            bits = $"({bits})";

        int room = (field.Width > 64 ? 128 : 64) - field.Width;
        return field.Type.Number switch
        {
            NumberKind.Bool => $"{bits} != 0",
            NumberKind.Signed => $"({field.Type.Name})({Shift($"({Signed(carrier)}){Group(Shift(bits, "<<", room), room)}", ">>", room)})",
            _ => $"({field.Type.Name}){bits}",
        };
    }

    private static string ReadPiece(BitPiece piece, string carrier)
    {
        string low = $"({Shift($"({carrier}){piece.Storage.Name}", ">>", piece.StorageShift)} & {Mask(piece.Width)})";
        return piece.ValueShift == 0 ? low : $"({Shift(low, "<<", piece.ValueShift)})";
    }

    private static string FromValue(BitFieldModel field) => field.Type.Number switch
    {
        NumberKind.Bool => "value ? 1UL : 0UL",

        // By way of the signed number of the carrier's size, so that the sign reaches the upper bits.
        NumberKind.Signed => $"({Carrier(field)})({Signed(Carrier(field))})value",
        _ => $"({Carrier(field)})value",
    };

    private static string WritePiece(BitPiece piece, string carrier)
    {
        string shifted = Shift("bits", ">>", piece.ValueShift);
        if (carrier != "ulong")
            shifted = $"(ulong){Group(shifted, piece.ValueShift)}";

        string bits = $"({shifted} & {Mask(piece.Width)})";
        string mask = Group(Shift(Mask(piece.Width), "<<", piece.StorageShift), piece.StorageShift);
        return $"{piece.Storage.Name} = ({StorageType(piece.Storage)})(({piece.Storage.Name} & ~{mask}) | {Group(Shift(bits, "<<", piece.StorageShift), piece.StorageShift)});";
    }

    // A shift by nothing is left out.
    private static string Shift(string value, string by, int count) => count == 0 ? value : $"{value} {by} {Doc.Number(count)}";

    private static string Group(string value, int count) => count == 0 ? value : $"({value})";

    private static string Signed(string carrier) => carrier == "ulong" ? "long" : "global::System.Int128";

    // Of at most 64 bits: no piece is larger than its storage.
    private static string Mask(int width)
        => "0x" + (width == 64 ? ulong.MaxValue : (1UL << width) - 1).ToString("X", System.Globalization.CultureInfo.InvariantCulture) + "UL";
}
