// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>A buffer whose statistics the meter tells.</summary>
internal interface IMeasuredBuffer
{
    BpfMap Map { get; }

    BufferStatistics Statistics { get; }
}
