// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// A BPF object opened from a file or from bytes, its maps, programs and variables found by name. For tools that do not know
/// their object when they are compiled, and for tests.
/// </summary>
public sealed class BpfObjectFile : BpfObject
{
    private BpfObjectFile(ReadOnlySpan<byte> file, string name, BpfOpenOptions? options) : base(file, name, options)
    {
    }

    /// <summary>Opens an object file.</summary>
    /// <param name="path">The file, as written by <c>clang -target bpf -g</c>.</param>
    /// <param name="options">How to open it, or null.</param>
    /// <returns>The object, not yet loaded.</returns>
    /// <exception cref="BpfException">The file is not a BPF object for this machine.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BpfObjectFile Open(string path, BpfOpenOptions? options = null) =>
        new(File.ReadAllBytes(path), ObjectBytes.NameOf(path), options);

    /// <summary>Opens an object from its bytes.</summary>
    /// <param name="file">The bytes of the ELF file. They are not needed after the call.</param>
    /// <param name="name">What to call the object.</param>
    /// <param name="options">How to open it, or null.</param>
    /// <returns>The object, not yet loaded.</returns>
    /// <exception cref="BpfException">The bytes are not a BPF object for this machine.</exception>
    public static BpfObjectFile FromBytes(ReadOnlySpan<byte> file, string name, BpfOpenOptions? options = null) => new(file, name, options);

    /// <summary>A map by its C name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The map.</returns>
    /// <exception cref="BpfException">The object has no such map.</exception>
    public BpfMap Map(string name) => FindMap(name);

    /// <summary>A program by its C name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The program.</returns>
    /// <exception cref="BpfException">The object has no such program.</exception>
    public BpfProgram Program(string name) => FindProgram(name);

    /// <summary>A section of global variables.</summary>
    /// <param name="name">The name, as in ".bss".</param>
    /// <returns>The section.</returns>
    /// <exception cref="BpfException">The object has no such section.</exception>
    public DataSection Section(string name) => FindSection(name);
}
