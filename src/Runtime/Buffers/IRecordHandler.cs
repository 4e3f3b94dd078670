// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Takes records one by one. As a struct it is inlined into the loop of <see cref="EventBuffer.DispatchRecords"/>.
/// </summary>
public interface IRecordHandler
{
    /// <summary>Takes a record.</summary>
    /// <param name="record">The record in the buffer's own memory, valid during the call.</param>
    void OnRecord(scoped ReadOnlySpan<byte> record);
}
