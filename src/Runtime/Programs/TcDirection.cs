// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Which packets of an interface: <c>enum bpf_tc_attach_point</c>.</summary>
public enum TcDirection
{
    /// <summary>None; not valid.</summary>
    None = 0,

    /// <summary>Those that come in.</summary>
    Ingress = 1,

    /// <summary>Those that go out.</summary>
    Egress = 2,
}
