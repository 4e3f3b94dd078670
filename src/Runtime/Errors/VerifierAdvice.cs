// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What to change in the BPF C for a verdict of the verifier.</summary>
internal static class VerifierAdvice
{
    private const string TooComplex =
        "The verifier follows every way through a program. Give loops an end it can see (for (i = 0; i < 16; i++)), split the program, or use bpf_loop (Linux 5.17).";

    private const string Bounds =
        "Check the index or length against a constant bound right before the access, in the same variable: if (i >= 16) return 0; or i &= 15.";

    private const string Uninitialised =
        "Something is read before it is written. Set whole structs, their padding too: struct event e = {}; or __builtin_memset(&e, 0, sizeof(e)).";

    private const string GiveBack =
        "What was reserved or acquired must be given back on every way out: bpf_ringbuf_submit or bpf_ringbuf_discard, bpf_sk_release, …";

    private const string Untrusted =
        "To the verifier that is a number, no pointer. Read kernel memory with BPF_CORE_READ or bpf_probe_read_kernel, a process's with bpf_probe_read_user.";

    // In the order in which they are tried: parts of verdicts of kernels 5.10 to 6.18.
    private static readonly (string Part, string Advice)[] s_table =
    [
        ("_or_null", "The pointer may be null. Test it before it is used: if (!value) return 0;"),
        ("GPL", "This function is for programs under the GPL: char LICENSE[] SEC(\"license\") = \"GPL\"; or \"Dual MIT/GPL\"."),
        ("wasn't created", "The map's AutoCreate is off, or the kernel lacks its type; then the programs that use it need AutoLoad off."),
        ("CO-RE relocation", "The running kernel has no such type or field, or not of this kind. Ask before: if (bpf_core_field_exists(t->field))."),
        ("unknown func", "This kernel does not have that helper function. BpfFeatures.HasHelper asks; AutoLoad off leaves a program out."),
        ("invalid func", "This kernel does not have that helper function. BpfFeatures.HasHelper asks; AutoLoad off leaves a program out."),
        ("cannot use helper", "This helper function is not for programs of this type; see bpf-helpers(7)."),
        ("kernel function", "This kernel function may not be called by programs of this type."),
        ("infinite loop", TooComplex),
        ("back-edge", TooComplex),
        ("too large", TooComplex),
        ("too complex", TooComplex),
        ("stack size", "A program has 512 bytes of stack, with all functions it calls. Put large things into a PERCPU_ARRAY map of one entry."),
        ("reference leak", GiveBack),
        ("Unreleased reference", GiveBack),
        ("read from stack", Uninitialised),
        ("access to stack", Uninitialised),
        ("!read_ok", Uninitialised),
        ("invalid mem access 'scalar'", Untrusted),
        ("invalid mem access 'inv'", Untrusted),
        ("invalid access to map", Bounds),
        ("invalid access to packet", "Check the packet's length before: if (data + sizeof(struct ethhdr) > data_end) return XDP_PASS;"),
        ("outside of the allowed memory range", Bounds),
        ("outside of the", Bounds),
        ("unbounded", Bounds),
        ("min value is negative", "The number may be negative to the verifier. Make it unsigned, or test it: if (n < 0) return 0;"),
        ("cannot write into", "This memory is read-only for BPF programs."),
        ("expected=", "An argument has another type than the function wants: R1 is the first, R2 the second, and so on."),
        ("reference to", "The pointer is not what the function wants, or no longer trusted."),
        ("invalid bpf_context access", "The context has no such field for this type of program, or not of this size."),
    ];

    internal static string For(string verdict)
    {
        foreach ((string part, string advice) in s_table)
        {
            if (verdict.Contains(part, StringComparison.Ordinal))
                return advice;
        }
        return "BpfException.VerifierLog has all that the verifier said.";
    }
}
