// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Takes events one by one. As a struct it is inlined into the loop of <see cref="EventBuffer{T}.Dispatch"/>: no call and no copy an event.
/// </summary>
/// <typeparam name="T">The event.</typeparam>
public interface IEventHandler<T> where T : unmanaged
{
    /// <summary>Takes an event.</summary>
    /// <param name="e">The event in the buffer's own memory, valid during the call.</param>
    void OnEvent(scoped in T e);
}
