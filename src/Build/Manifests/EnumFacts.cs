// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Build.Btf;

namespace SharpBpf.Build.Manifests;

/// <summary>
/// The values of enums, where BTF does not tell. Since clang 15 it has a flag for signed ones and a kind for those of 64 bits; before, -1
/// and 0xffffffff look the same, and of a larger value only the lower half is left. Whoever has the source can ask the compiler
/// for the values (<see cref="Values"/>); without it, the sign is guessed, which is said, and a cut value is an error.
/// </summary>
/// <param name="signsAreKnown">Whether the compiler is known to use flag and kind wherever they belong.</param>
internal sealed class EnumFacts(bool signsAreKnown)
{
    // The kernel's MAX_ERRNO.
    private const int LowestErrorCode = -4095;

    private readonly List<string> _doubtful = [];
    private readonly List<string> _guesses = [];

    /// <summary>What the compiler says of constants that were in doubt: the value's bits, and whether it is negative.</summary>
    public IReadOnlyDictionary<string, (ulong Bits, bool IsNegative)> Values { get; init; } = new Dictionary<string, (ulong, bool)>();

    /// <summary>Set when <see cref="Doubtful"/> will be resolved: then a cut value is no error yet.</summary>
    public bool CanAsk { get; init; }

    /// <summary>The constants of the enums that BTF leaves in doubt.</summary>
    public IReadOnlyList<string> Doubtful => _doubtful;

    /// <summary>A sentence for each enum whose sign had to be guessed.</summary>
    public IReadOnlyList<string> Guesses => _guesses;

    /// <summary>Learns from the object itself: a compiler that uses the flag or the kind once does so always.</summary>
    public EnumFacts For(BtfGraph graph)
    {
        if (signsAreKnown || !graph.Types.Any(static type => type.Kind == BtfKind.Enum64 || (type.Kind == BtfKind.Enum && type.Flag)))
            return this;

        return new EnumFacts(true);
    }

    /// <summary>The sign of an enum and its values, in order.</summary>
    public (bool IsSigned, long[] Values) Of(BtfGraph graph, BtfType type)
    {
        BtfEnumerator[] constants = type.Enumerators;
        bool isCut = type.Kind == BtfKind.Enum && type.Size == 8;
        bool hasTopBit = Array.Exists(constants, static value => (int)(uint)value.Bits < 0);
        bool isDoubtful = type.Kind == BtfKind.Enum && !type.Flag && !signsAreKnown && (isCut || hasTopBit);
        if (isDoubtful && Array.TrueForAll(constants, value => Values.ContainsKey(value.Name)))
        {
            return (
                Array.Exists(constants, value => Values[value.Name].IsNegative),
                Array.ConvertAll(constants, value => (long)Values[value.Name].Bits));
        }

        if (isDoubtful)
            _doubtful.AddRange(constants.Select(static value => value.Name));

        if (isCut && !(isDoubtful && CanAsk))
            throw graph.Error(type, $"{BtfGraph.Describe(type)} is 64 bits wide but has 32-bit values in BTF: clang before 15 cuts them; compile it with a newer one");

        bool isSigned = type.Flag ? Array.Exists(constants, value => Extend(type, value.Bits, isSigned: true) < 0) : isDoubtful && Guess(constants);
        if (isDoubtful && !CanAsk)
            NoteGuess(type, isSigned);

        return (isSigned, Array.ConvertAll(constants, value => Extend(type, value.Bits, isSigned)));
    }

    private void NoteGuess(BtfType type, bool isSigned)
    {
        BtfEnumerator first = type.Enumerators.First(static value => (int)(uint)value.Bits < 0);
        long unsigned = Extend(type, first.Bits, isSigned: false);
        long signed = Extend(type, first.Bits, isSigned: true);
        _guesses.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{BtfGraph.Describe(type)}: BTF of clang before 15 does not tell whether {first.Name} is {unsigned} or {signed}; it is taken for {(isSigned ? signed : unsigned)}"));
    }

    // A small negative number is an error code; anything else with the top bit is a flag.
    private static bool Guess(BtfEnumerator[] constants)
    {
        int lowest = 0;
        foreach (BtfEnumerator value in constants)
            lowest = Math.Min(lowest, (int)(uint)value.Bits);

        return lowest is < 0 and >= LowestErrorCode;
    }

    // The bits are 32 wide for BTF_KIND_ENUM, whatever the size of the enum is.
    private static long Extend(BtfType type, ulong bits, bool isSigned) =>
        type.Kind == BtfKind.Enum64 ? (long)bits : isSigned ? (int)(uint)bits : (uint)bits;
}
