// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// USDT programs get their arguments from a map that libbpf fills and usdt.bpf.h reads. libbpf 1.7 made its entries longer (struct
/// __bpf_usdt_arg_spec got fields for scaled indexes), so header and library must be of the same side of 1.7. libbpf does not notice: the
/// program would see arguments and cookies of 0, or the kernel read beyond libbpf's entry.
/// </summary>
internal static class UsdtLayout
{
    private const string Specs = "__bpf_usdt_specs";

    // 12 arguments, the cookie and their number
    private const uint SizeBefore = 12 * 16 + 16, SizeSince = 12 * 24 + 16;

    /// <summary>Throws when the object was compiled with the other side's usdt.bpf.h.</summary>
    internal static void Check(BpfObject owner, string program, string target)
    {
        uint theirs = owner.TryFindMap(Specs)?.ValueSize ?? 0;
        bool isNew = Version.TryParse(BpfRuntime.LibbpfVersion.TrimStart('v'), out Version? version) && version >= new Version(1, 7);
        if (theirs != (isNew ? SizeBefore : SizeSince))
            return;
        throw new BpfException($"attach program '{program}' to {target}",
            $"the object was compiled with usdt.bpf.h of a libbpf {(isNew ? "before 1.7" : "since 1.7")}, and libbpf {BpfRuntime.LibbpfVersion} passes the arguments of such probes in another layout",
            "Compile it with the headers of the libbpf that it runs with, or link libbpf statically (StaticLibbpf=true).", 0);
    }
}
