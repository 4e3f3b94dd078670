// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Tests;

public sealed class FileIdTests
{
    [Fact]
    public void Different_files_have_different_ids_and_the_same_file_the_same()
    {
        var ids = new FileId();
        var seen = new HashSet<ulong>();
        for (var i = 0ul; i < 200_000; i++)
            Assert.True(seen.Add(ids.Of(0xffff888000000000 + (i * 256))));
        Assert.Equal(ids.Of(0xffff888000000000), ids.Of(0xffff888000000000));
    }

    [Fact]
    public void Another_run_has_other_ids() => Assert.NotEqual(new FileId().Of(0xffff888000000000), new FileId().Of(0xffff888000000000));

    [Fact]
    public void A_flipped_bit_of_the_address_flips_about_half_of_the_id()
    {
        var flipped = 0;
        Gen.Select(Gen.ULong, Gen.Int[0, 63], Gen.Byte.Array[32]).Sample(
            (address, bit, key) =>
            {
                var ids = new FileId(key);
                Interlocked.Add(ref flipped, System.Numerics.BitOperations.PopCount(ids.Of(address) ^ ids.Of(address ^ (1ul << bit))));
            },
            iter: 10_000);
        Assert.InRange(flipped / 10_000.0, 28, 36);
    }
}
