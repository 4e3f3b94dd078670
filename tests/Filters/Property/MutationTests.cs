// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Filters.Tests.Property;

/// <summary>
/// The property test can fail: each fault that a translator could have, put into what ours wrote, is noticed by one object's predicates
/// and inputs, while the same object without the fault gives C#'s answers. The predicates are shallow ones: what goes wrong in the
/// depth of a large one is often lost on the way up.
/// </summary>
public sealed class MutationTests(MutationTests.Predicates predicates) : IClassFixture<MutationTests.Predicates>
{
    public static TheoryData<string> Faults => [.. Mutant.All.Select(m => m.Name)];

    [Fact]
    public void Without_a_fault_nothing_differs()
        => Assert.Null(predicates.Case.FirstDifference(predicates.Case.RunInKernel(predicates.Case.Compile(predicates.Case.TranslatedC))));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_translator_is_caught_that(string fault)
    {
        string c = Mutant.All.Single(m => m.Name == fault).Apply(predicates.Case.TranslatedC);
        Assert.NotEqual(predicates.Case.TranslatedC, c);
        byte[] image = predicates.Case.Compile(c);
        Assert.NotNull(predicates.Case.FirstDifference(predicates.Case.RunInKernel(image)));
    }

    /// <summary>One object for all of them. Few predicates keep this cheap: each fault is compiled and run on its own.</summary>
    public sealed class Predicates : IDisposable
    {
        private const int Seed = 1;
        private const int Count = 128;

        internal PredicateCase Case { get; } = new(Seed, Count, shallow: true);

        public void Dispose() => Case.Dispose();
    }
}
