// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Interop;

/// <summary>Strings of the C side.</summary>
internal static unsafe class Utf8
{
    /// <summary>The text of a NUL-terminated string that C owns; empty for a null pointer.</summary>
    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
