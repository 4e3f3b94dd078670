// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.EndToEnd;

/// <summary>
/// What was measured, as comparisons: each of sofdsnoop's ways with the workload left alone, and the first of them with each of the
/// other tracers.
/// </summary>
internal static class SnoopReport
{
    private const string Bench = "snoop";

    public static IEnumerable<Comparison> Of(IReadOnlyList<Result> results)
    {
        foreach (var result in results)
        {
            if (result.Tracer is SofdsnoopTracer)
                yield return WithUntraced(result);
        }

        foreach (var other in results.Where(static result => result.Tracer is not SofdsnoopTracer))
        {
            // the same work or none: what looks for another process is compared with what does so too
            var ours = results.FirstOrDefault(result =>
                result.Tracer is SofdsnoopTracer && result.Tracer.FiltersOut == other.Tracer.FiltersOut);
            if (ours != null)
                yield return WithOther(ours, other);
        }
    }

    /// <summary>What must not be, whatever the speed: at one fd a message the tool has time for each.</summary>
    public static IEnumerable<string> Failures(IReadOnlyList<Result> results) =>
        from result in results
        where result.Tracer is SofdsnoopTracer && result.Load.Fds == 1 && result.Lost != 0
        select $"{result.Tracer.Name} lost {result.Lost} of {result.Due} fds at 1 fd a message";

    private static Comparison WithUntraced(Result result) => Seen(result, At(result, new Comparison(Bench)
    {
        Ours = result.Traced.Median,
        Peer = "untraced",
        PeerValue = result.Untraced.Median,
        Unit = "messages/s",
        Ratio = result.Ratio,
        Aim = result.Tracer switch
        {
            { FiltersOut: true, Hook: "fentry" } => ">= 0.97",
            { FiltersOut: false, Hook: "raw", Mode: "table" } when result.Load == new Load(1, 1) => ">= 0.75",
            _ => null,
        },
    }))
        .With("peer_of_untraced", 1.0)
        .With("peer_lost_percent", "")
        .With("peer_cpu", "")
        .With("peer_memory_kib", "");

    private static Comparison WithOther(Result ours, Result other) => Seen(ours, At(ours, new Comparison(Bench)
    {
        Ours = ours.Traced.Median,
        Peer = other.Tracer.Name,
        PeerValue = other.Traced.Median,
        Unit = "messages/s",
        // the machine may have changed its pace between the two
        Ratio = ours.Ratio / other.Ratio,
        Aim = other.Tracer is BareTracer && !ours.Tracer.FiltersOut && ours.Load.Fds == 1 ? ">= 0.90" : null,
    }))
        .With("peer_of_untraced", other.Ratio.Median)
        .With("peer_lost_percent", 100 * other.LostShare)
        .With("peer_cpu", other.Cpu)
        .With("peer_memory_kib", other.Memory >> 10);

    private static Comparison At(Result result, Comparison comparison) => comparison
        .At("fds", result.Load.Fds)
        .At("pairs", result.Load.Pairs)
        .At("hook", result.Tracer.Hook)
        .At("mode", result.Tracer.Mode);

    private static Comparison Seen(Result result, Comparison comparison) => comparison
        .With("due", result.Due)
        .With("lost", result.Lost)
        .With("lost_percent", 100 * result.LostShare)
        .With("cpu", result.Cpu)
        .With("memory_kib", result.Memory >> 10);
}
