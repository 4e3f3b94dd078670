// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>How much a line of libbpf's log matters: <c>enum libbpf_print_level</c>.</summary>
public enum BpfLogLevel
{
    /// <summary>Something failed, or soon will.</summary>
    Warning = 0,

    /// <summary>Something worth knowing.</summary>
    Information = 1,

    /// <summary>Every step libbpf takes.</summary>
    Debug = 2,
}
