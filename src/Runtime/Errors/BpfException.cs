// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Something that libbpf or the kernel refused. The message says what was being done, to which program or map, why it
/// failed and what to try; the properties hold the same in parts.
/// </summary>
public sealed class BpfException : Exception
{
    /// <summary>An error with a message only.</summary>
    /// <param name="message">What was being done, why it failed and what to try.</param>
    public BpfException(string message) : this(message, innerException: null)
    {
    }

    /// <summary>An error with a message and its cause.</summary>
    /// <param name="message">What was being done, why it failed and what to try.</param>
    /// <param name="innerException">What led to it.</param>
    public BpfException(string message, Exception? innerException) : base(message, innerException)
    {
        Action = "";
        Reason = message;
    }

    internal BpfException(string action, string reason, string? advice, int errno, string? verifierLog = null,
        string? libbpfLog = null, string? detail = null) : base(Compose(action, reason, advice, detail))
    {
        Action = action;
        Reason = reason;
        Advice = advice;
        Errno = errno;
        VerifierLog = verifierLog;
        LibbpfLog = libbpfLog;
    }

    /// <summary>What was being done, as in "load program 'on_exec'"; empty when the message is all there is.</summary>
    public string Action { get; }

    /// <summary>Why it failed.</summary>
    public string Reason { get; }

    /// <summary>What to try; null when there is nothing to say beyond the reason.</summary>
    public string? Advice { get; }

    /// <summary>The errno of the failure, positive (1 is EPERM), or 0 when it did not come from a system call or libbpf.</summary>
    public int Errno { get; }

    /// <summary>The name of <see cref="Errno"/>, as in "EPERM"; empty when it is 0.</summary>
    public string ErrnoName => Errno == 0 ? "" : SharpBpf.Errno.Name(Errno);

    /// <summary>
    /// All the kernel's verifier said about the program it rejected, or null. It may have hundreds of thousands of
    /// lines; the message quotes only its end.
    /// </summary>
    public string? VerifierLog { get; }

    /// <summary>What libbpf logged (warnings and information) during the failed call, without the verifier's log; or null.</summary>
    public string? LibbpfLog { get; }

    private static string Compose(string action, string reason, string? advice, string? detail)
    {
        string text = $"Cannot {action}: {reason}.";
        if (detail is not null)
            text += $"\n{detail}";
        if (advice is not null)
            text += detail is null ? $" {advice}" : $"\n{advice}";
        return text;
    }
}
