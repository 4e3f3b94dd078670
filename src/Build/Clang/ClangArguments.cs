// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Build.Clang;

/// <summary>The command line of clang for one source.</summary>
internal static class ClangArguments
{
    /// <summary>For <paramref name="file"/>, which is the source or a file that includes it and names <paramref name="lineFiles"/> by #line.</summary>
    public static List<string> For(CompileRequest request, string file, IEnumerable<string> lineFiles, string objectFile, string dependencyFile)
    {
        List<string> arguments =
        [
            "-O2", "-g", "-target", request.BigEndian ? "bpfeb" : "bpf", "-mcpu=v3", "-Wall",

            // The object must not tell which compiler made it, nor in which folder.
            "-fno-ident", "-fdebug-compilation-dir=.",

            // One line a message, in a form that does not depend on a terminal.
            "-fno-color-diagnostics", "-fno-caret-diagnostics",
            "-D__TARGET_ARCH_" + (request.Architecture == Architecture.Arm64 ? "arm64" : "x86"),
        ];

        IEnumerable<string> folders = lineFiles.Prepend(file).Prepend(request.Source).Select(static f => Path.GetDirectoryName(Path.GetFullPath(f))!);
        foreach (string folder in folders.Distinct(StringComparer.Ordinal))
            arguments.Add($"-ffile-prefix-map={folder}=.");

        for (int i = 0; i < request.IncludeDirectories.Count; i++)
        {
            string include = Path.GetFullPath(request.IncludeDirectories[i]);
            arguments.Add("-I" + include);
            arguments.Add($"-ffile-prefix-map={include}=include");
        }

        foreach (string define in request.Defines)
            arguments.Add("-D" + define);

        // Debian keeps asm/types.h in a folder of the machine, where clang does not look for another target. It is the same on all.
        string multiarch = $"/usr/include/{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu";
        if (Directory.Exists(multiarch))
            arguments.AddRange(["-idirafter", multiarch]);

        arguments.AddRange(["-MD", "-MF", dependencyFile, "-MT", "object", "-c", Path.GetFullPath(file), "-o", objectFile]);
        return arguments;
    }
}
