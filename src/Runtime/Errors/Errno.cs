// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>Numbers, names and texts of errno. The numbers are those of every 64-bit Linux .NET runs on.</summary>
internal static class Errno
{
    internal const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, E2BIG = 7, EBADF = 9, EAGAIN = 11, ENOMEM = 12,
        EACCES = 13, EFAULT = 14, EBUSY = 16, EEXIST = 17, ENODEV = 19, EINVAL = 22, ENOSPC = 28, EILSEQ = 84,
        EOPNOTSUPP = 95, ENOTSUPP = 524;

    // libbpf has a few of its own, above those of the kernel: enum libbpf_errno.
    internal const int LibelfError = 4000, FormatError = 4001, VersionTooOld = 4002, EndiannessMismatch = 4003;

    /// <summary>The symbolic name, or the number when there is none.</summary>
    internal static string Name(int errno) => errno switch
    {
        1 => "EPERM", 2 => "ENOENT", 3 => "ESRCH", 4 => "EINTR", 5 => "EIO", 6 => "ENXIO", 7 => "E2BIG", 8 => "ENOEXEC",
        9 => "EBADF", 10 => "ECHILD", 11 => "EAGAIN", 12 => "ENOMEM", 13 => "EACCES", 14 => "EFAULT", 16 => "EBUSY",
        17 => "EEXIST", 18 => "EXDEV", 19 => "ENODEV", 20 => "ENOTDIR", 21 => "EISDIR", 22 => "EINVAL", 23 => "ENFILE",
        24 => "EMFILE", 25 => "ENOTTY", 27 => "EFBIG", 28 => "ENOSPC", 30 => "EROFS", 32 => "EPIPE", 34 => "ERANGE",
        36 => "ENAMETOOLONG", 38 => "ENOSYS", 39 => "ENOTEMPTY", 40 => "ELOOP", 61 => "ENODATA", 71 => "EPROTO",
        75 => "EOVERFLOW", 84 => "EILSEQ", 93 => "EPROTONOSUPPORT", 95 => "EOPNOTSUPP", 97 => "EAFNOSUPPORT",
        98 => "EADDRINUSE", 110 => "ETIMEDOUT", 114 => "EALREADY", 122 => "EDQUOT", 524 => "ENOTSUPP",
        4000 => "LIBBPF_ERRNO__LIBELF", 4001 => "LIBBPF_ERRNO__FORMAT", 4002 => "LIBBPF_ERRNO__KVERSION",
        4003 => "LIBBPF_ERRNO__ENDIAN", 4004 => "LIBBPF_ERRNO__INTERNAL", 4005 => "LIBBPF_ERRNO__RELOC",
        4006 => "LIBBPF_ERRNO__LOAD", 4007 => "LIBBPF_ERRNO__VERIFY", 4008 => "LIBBPF_ERRNO__PROG2BIG",
        4009 => "LIBBPF_ERRNO__KVER", 4010 => "LIBBPF_ERRNO__PROGTYPE", 4011 => "LIBBPF_ERRNO__WRNGPID",
        4012 => "LIBBPF_ERRNO__INVSEQ", 4013 => "LIBBPF_ERRNO__NLPARSE",
        _ => errno.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>A lower-case text with the name, as in "operation not permitted (EPERM)".</summary>
    internal static string Describe(int errno)
    {
        string text = errno switch
        {
            ENOTSUPP => "not supported by the kernel",
            E2BIG => "too large or too many", // libc: argument list too long
            4000 => "something is wrong with the ELF file",
            4001 => "the object's format is invalid",
            4002 => "the kernel version in the object is missing or wrong",
            4003 => "the object's byte order differs from this machine's",
            4005 => "a relocation in the object is invalid",
            >= 4000 => "libbpf failed",
            _ => Marshal.GetPInvokeErrorMessage(errno),
        };
        text = text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
        return $"{text} ({Name(errno)})";
    }
}
