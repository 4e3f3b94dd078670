// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>How many items may wait in an <see cref="EventStream{TItem}"/>, and what happens when they do.</summary>
public sealed class EventStreamOptions
{
    /// <summary>The most items that wait for the consumer. At least 1.</summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>What to do with a record when so many wait.</summary>
    public SlowConsumer WhenFull { get; init; } = SlowConsumer.Wait;
}
