// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Filters.Tests.Property;

/// <summary>
/// Random predicates and random inputs: .NET runs the C#, the kernel runs what the translator and clang made of it, and the answers
/// must be equal. A seed that fails is in the message, and gives the same predicates and inputs again.
/// </summary>
public sealed class PredicateTests
{
    private const int PredicatesInObject = 64;

    // 9 objects: 576 predicates, 576,000 comparisons.
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 9)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_kernel_answers_as_CSharp_does(int seed)
    {
        using PredicateCase tested = new(seed, PredicatesInObject);
        if (tested.FirstDifference(tested.RunInKernel(tested.Image)) is { } difference)
            Assert.Fail(difference);

        // Predicates that always say the same would prove little.
        Assert.True(tested.Undecided > PredicatesInObject / 2);
    }
}
