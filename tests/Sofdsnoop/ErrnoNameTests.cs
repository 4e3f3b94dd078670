// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.Decoding;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

public sealed class ErrnoNameTests
{
    [Fact]
    public void The_names_are_those_that_Python_knows()
    {
        var known = Encoding.ASCII.GetString(Python.Run(
            "import errno\nfor n in range(0, 140): print(errno.errorcode.get(n, ''))", []));
        var ours = string.Concat(Enumerable.Range(0, 140).Select(n => Encoding.ASCII.GetString(ErrnoName.Of(n)) + "\n"));
        // where a number has two names, the kernel says the other one; what Python lacks says nothing
        var pairs = known.Split('\n').Zip(ours.Split('\n')).Where(pair => pair.First.Length > 0).ToArray();
        Assert.True(pairs.Length > 125);
        Assert.All(pairs, pair => Assert.Equal(pair.First switch { "ENOTSUP" => "EOPNOTSUPP", "EDEADLOCK" => "EDEADLK", _ => pair.First }, pair.Second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(41)]
    [InlineData(58)]
    [InlineData(134)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Other_numbers_have_no_name(long number) => Assert.True(ErrnoName.Of(number).IsEmpty);
}
