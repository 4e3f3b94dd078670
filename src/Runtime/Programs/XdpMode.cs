// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Where in the path of a packet an XDP program runs: <c>XDP_FLAGS_*</c>.</summary>
public enum XdpMode
{
    /// <summary>In the driver if it can, else behind it.</summary>
    Any = 0,

    /// <summary>Behind the driver, for any interface; slower: <c>XDP_FLAGS_SKB_MODE</c>.</summary>
    Generic = 2,

    /// <summary>In the driver: <c>XDP_FLAGS_DRV_MODE</c>.</summary>
    Driver = 4,

    /// <summary>On the card: <c>XDP_FLAGS_HW_MODE</c>.</summary>
    Hardware = 8,
}
