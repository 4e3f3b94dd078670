// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>Gets an object's bytes and gives them to libbpf.</summary>
internal static unsafe class ObjectBytes
{
    internal static string NameOf(string file)
    {
        string name = Path.GetFileName(file);
        foreach (string suffix in (ReadOnlySpan<string>)[".bpf.o", ".o"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length)
                return name[..^suffix.Length];
        }
        return name;
    }

    internal static byte[] FromResource(Assembly assembly, string resourceName)
    {
        using Stream stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw BpfErrors.Stale($"open BPF object '{NameOf(resourceName)}'",
                $"assembly {assembly.GetName().Name} has no resource '{resourceName}'");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    internal static ObjectHandle Open(ReadOnlySpan<byte> file, string name, BpfOpenOptions options)
    {
        // libbpf would only fail at Load, and not say which file.
        if (options.KernelBtfPath is { } path && !File.Exists(path))
        {
            throw new BpfException($"open BPF object '{name}'", $"there is no file {path}",
                "BpfOpenOptions.KernelBtfPath names a file with the BTF of the running kernel; leave it out to take the kernel's own.", Errno.ENOENT);
        }
        // From 1.5 on libbpf opens objects of the other byte order, for tools that only look into them; they cannot be loaded.
        if (ErrorAdvice.IsForeignByteOrder(file))
            throw BpfErrors.Open(name, Errno.EINVAL, file, []);
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        fixed (byte* bytes = file)
        fixed (byte* objectName = Terminated(name), pinRoot = Terminated(options.PinRootPath),
            kconfig = Terminated(options.Kconfig), btf = Terminated(options.KernelBtfPath))
        {
            BpfObjectOpenOpts opts = new()
            {
                Size = (nuint)sizeof(BpfObjectOpenOpts),
                ObjectName = objectName,
                RelaxedMaps = options.RelaxedMaps ? (byte)1 : (byte)0,
                PinRootPath = pinRoot,
                Kconfig = kconfig,
                BtfCustomPath = btf,
            };
            nint obj = LibBpf.bpf_object__open_mem(bytes, (nuint)file.Length, &opts);
            if (obj == 0)
                throw BpfErrors.Open(name, Marshal.GetLastPInvokeError(), file, log.Lines);
            GiveUpModules(obj);
            return new ObjectHandle(obj);
        }
    }

    // What the kernel's own BTF lacks, libbpf looks for in that of the modules, which only CAP_SYS_ADMIN may list. Older ones fail then, at
    // the first look only: so the first one is here, for a function that nobody wants.
    private static void GiveUpModules(nint obj)
    {
        uint id = 0;
        if (LibBpf.bpf_btf_get_next_id(0, &id) != -Errno.EPERM)
            return;
        nint program = LibBpf.bpf_object__next_program(obj, 0);
        if (program != 0)
            _ = LibBpf.bpf_program__set_attach_target(program, 0, "sharpbpf_no_such_function");
    }

    // An array, so that fixed gives null for null.
    private static byte[]? Terminated(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + "\0");
}
