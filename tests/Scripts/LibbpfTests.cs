// SPDX-License-Identifier: Apache-2.0
namespace Scripts.Tests;

/// <summary>scripts/get-libbpf.sh lists what it has built before, and fetches nothing then.</summary>
public sealed class LibbpfTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_was_built_is_listed_whatever_else_is_in_the_cache()
    {
        _scratch.Write("sharpbpf-libbpf/complete", "");
        string folder = Path.GetDirectoryName(_scratch.Write("sharpbpf-libbpf/1.5.0/libbpf.so.1", ""))!;
        _scratch.Write("sharpbpf-libbpf/source/libbpf-1.5.0.log", "");

        Shell.Result result = Shell.Run(_scratch.Directory, null, "env", $"XDG_CACHE_HOME={_scratch.Directory}", Path.Combine(Shell.Root, "scripts", "get-libbpf.sh"));

        Assert.Equal((0, "", $"1.5.0 {folder}\n"), (result.Status, result.Error, result.Out));
    }
}
