// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Sofdsnoop.Interop;

/// <summary>The system's users, wherever it keeps them.</summary>
internal static unsafe partial class UserNames
{
    // struct passwd begins with two pointers, to the name and to the password
    private static readonly int UidOffset = 2 * sizeof(nint);

    /// <summary>The number of the user called that; null when there is none.</summary>
    public static uint? Find(string name)
    {
        var user = GetPasswd(name);
        return user == null ? null : *(uint*)(user + UidOffset);
    }

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* GetPasswd(string name);
}
