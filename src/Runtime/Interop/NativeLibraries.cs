// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Runtime.InteropServices;

namespace SharpBpf.Interop;

/// <summary>
/// Finds libbpf and libc. In a NativeAOT program that links libbpf statically nothing here is asked: the calls are
/// direct.
/// </summary>
internal static class NativeLibraries
{
    private static int s_initialized;

    internal static void Initialize()
    {
        if (Interlocked.Exchange(ref s_initialized, 1) != 0)
            return;
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        LibBpf.Name => LoadBpf(assembly),
        LibC.Name => Load(assembly, "libc.so.6", $"libc.musl-{MuslArchitecture}.so.1"),
        _ => 0,
    };

    private static string MuslArchitecture =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";

    private static nint LoadBpf(Assembly assembly)
    {
        // The development name libbpf.so is not tried: it may be a libbpf 0.x, whose functions behave differently.
        nint library = Load(assembly, "libbpf.so.1");
        return library != 0 ? library : throw new DllNotFoundException(
            "libbpf.so.1 was not found. Install libbpf 1.1 or newer (Debian, Ubuntu: apt-get install libbpf1; "
            + "Fedora: dnf install libbpf), or publish with NativeAOT and StaticLibbpf=true.");
    }

    private static nint Load(Assembly assembly, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, assembly, null, out nint library))
                return library;
        }
        return 0;
    }
}
