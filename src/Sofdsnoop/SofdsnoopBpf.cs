// SPDX-License-Identifier: Apache-2.0
using SharpBpf;

namespace Sofdsnoop;

/// <summary>The kernel side: its maps, programs, knobs and event structs are generated from bpf-templates/sofdsnoop.bpf.c.</summary>
[BpfObject("sofdsnoop.bpf.c")]
internal sealed partial class SofdsnoopBpf;
