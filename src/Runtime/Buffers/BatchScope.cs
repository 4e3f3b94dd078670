// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;

namespace SharpBpf;

/// <summary>
/// Never passed by hand. As an optional <c>in</c> parameter it is a temporary of the calling block, and the compiler must
/// assume that the batch refers to it: so neither the batch nor an event in it can leave that block.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BatchScope;
