// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Btf;

namespace SharpBpf.Build.Manifests;

/// <summary>
/// Whether an enum has negative values. BTF says so since clang 15 (the kind flag); before, -1 and 0xffffffff look the same, and
/// the answer here is what C code means in practice: a small negative number is an error code, anything else with the top bit a flag.
/// </summary>
internal static class EnumSign
{
    // The kernel's MAX_ERRNO.
    private const int LowestErrorCode = -4095;

    /// <summary>Whether any value is negative.</summary>
    public static bool IsSigned(BtfType type, bool flagIsKnown)
    {
        bool isGuess = !type.Flag && !flagIsKnown && type.Kind == BtfKind.Enum;
        if (!type.Flag && !isGuess)
            return false;

        bool hasNegative = false;
        foreach (BtfEnumerator value in type.Enumerators)
        {
            long signed = Extend(type, value.Bits, isSigned: true);
            if (isGuess && signed < LowestErrorCode)
                return false;

            hasNegative |= signed < 0;
        }

        return hasNegative;
    }

    /// <summary>The value of <paramref name="bits"/>, which are 32 wide for BTF_KIND_ENUM whatever the size of the enum is.</summary>
    public static long Extend(BtfType type, ulong bits, bool isSigned) =>
        type.Kind == BtfKind.Enum64 ? (long)bits : isSigned ? (int)(uint)bits : (long)(uint)bits;
}
