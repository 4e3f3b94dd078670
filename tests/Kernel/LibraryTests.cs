// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// The tool needs nothing but libc and libm of the machine it runs on. build.sh checks what the linker says of it; this, what it
/// has loaded once it traces: a library that is opened while it runs would be missing elsewhere.
/// </summary>
[Trait("Hook", "any")]
public sealed class LibraryTests
{
    [Fact]
    public async Task Only_libc_and_libm_are_loaded()
    {
        await using Worker worker = Worker.Start();
        await using Tool tool = await Tool.AttachJsonAsync(worker);
        string[] libraries = [.. File.ReadLines($"/proc/{tool.Pid}/maps")
            .Select(line => Path.GetFileName(line)).Where(name => name.Contains(".so", StringComparison.Ordinal)).Distinct()];
        await tool.StopAsync();

        Assert.Contains("libc.so.6", libraries);
        Assert.All(libraries, name => Assert.Matches(@"^(libc\.so\.6|libm\.so\.6|ld-linux-.*\.so\.\d)$", name));
    }
}
