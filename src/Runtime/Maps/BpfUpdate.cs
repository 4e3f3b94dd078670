// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What an update of a map may do to the key.</summary>
[Flags]
public enum BpfUpdate
{
    /// <summary>Add it or replace its value: <c>BPF_ANY</c>.</summary>
    Any = 0,

    /// <summary>Only add it: <c>BPF_NOEXIST</c>.</summary>
    Add = 1,

    /// <summary>Only replace its value: <c>BPF_EXIST</c>.</summary>
    Replace = 2,

    /// <summary>Hold the bpf_spin_lock inside of the value meanwhile: <c>BPF_F_LOCK</c>.</summary>
    Lock = 4,
}
