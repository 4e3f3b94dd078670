// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>Values that belong to tasks and to sockets.</summary>
[BpfObject("storage.bpf.c")]
internal sealed partial class StorageBpf;

/// <summary>Values that belong to inodes.</summary>
[BpfObject("inode_storage.bpf.c")]
internal sealed partial class InodeStorageBpf;

/// <summary>Values that belong to cgroups.</summary>
[BpfObject("cgroup_storage.bpf.c")]
internal sealed partial class CgroupStorageBpf;
