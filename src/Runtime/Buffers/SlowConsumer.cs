// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What a stream does when its consumer is slower than the events.</summary>
public enum SlowConsumer
{
    /// <summary>Stop reading. The kernel's buffer fills up, and what it has no room for counts as lost there.</summary>
    Wait,

    /// <summary>Drop the new item and count it.</summary>
    DropNewest,

    /// <summary>Drop the item that has waited longest and count it.</summary>
    DropOldest,
}
