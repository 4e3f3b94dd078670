// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Decoding;

/// <summary>The names of errno values, as Linux numbers them on x86 and ARM.</summary>
internal static class ErrnoName
{
    private static readonly byte[]?[] Names = MakeNames();

    /// <summary>Like EBADF; empty when the number has no name.</summary>
    public static ReadOnlySpan<byte> Of(long errno) =>
        errno > 0 && errno < Names.Length ? Names[errno] : default(ReadOnlySpan<byte>);

    // In the order of the kernel's errno-base.h and errno.h, from 1. A dash is a number without a name.
    private static byte[]?[] MakeNames()
    {
        const string All =
            "EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST " +
            "EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM " +
            "ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG " +
            "EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET " +
            "ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG " +
            "ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE " +
            "EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE " +
            "EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN " +
            "ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL " +
            "EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD " +
            "ENOTRECOVERABLE ERFKILL EHWPOISON";
        var words = All.Split(' ');
        var names = new byte[]?[words.Length + 1];
        for (var i = 0; i < words.Length; i++)
            names[i + 1] = words[i] == "-" ? null : System.Text.Encoding.ASCII.GetBytes(words[i]);
        return names;
    }
}
