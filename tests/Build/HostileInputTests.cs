// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using SharpBpf.Build.Elf;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>Damaged objects: an error of the right type, or a manifest that can be written and read, and nothing else.</summary>
public sealed class HostileInputTests
{
    // tests/Fuzz does the same for as long as one likes.
    private const int Flips = 20_000;

    [Fact]
    public void An_object_may_end_anywhere()
    {
        byte[] whole = TestSources.Object("objects.bpf.c");
        for (int length = 0; length < whole.Length; length += 16)
            Try(whole.AsMemory(0, length), $"the first {length} bytes");
    }

    [Theory]
    [InlineData("objects.bpf.c", false)]
    [InlineData("types.bpf.c", false)]
    [InlineData("objects.bpf.c", true)]
    public void Any_bytes_may_be_wrong(string source, bool bigEndian)
    {
        byte[] whole = TestSources.Object(source, bigEndian);
        ElfSection btf = ElfFile.Read(whole, source).Find(".BTF")!;
        byte[] damaged = new byte[whole.Length];
        int accepted = 0;
        for (int seed = 0; seed < Flips; seed++)
        {
            // Half of the damage goes where most of the reading is done.
            Random random = new(seed);
            whole.CopyTo(damaged, 0);
            int count = random.Next(1, 9);
            for (int i = 0; i < count; i++)
            {
                int at = random.Next(2) == 0 ? random.Next(whole.Length) : (int)btf.Data.Start + random.Next(btf.Data.Length);
                damaged[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(damaged[at] ^ (1 << random.Next(8))), _ => 0xff };
            }

            accepted += Try(damaged, $"{source} with seed {seed}") ? 1 : 0;
        }

        // Both outcomes must occur, or the test has not tested anything.
        Assert.InRange(accepted, 1, Flips - 1);
    }

    [Fact]
    public void An_error_names_the_file_and_the_place()
    {
        byte[] bytes = (byte[])TestSources.Object("objects.bpf.c").Clone();
        int btf = (int)ElfFile.Read(bytes, "x").Find(".BTF")!.Data.Start;
        bytes[btf + 2] = 9;

        BadObjectException error = Assert.Throws<BadObjectException>(() => ManifestBuilder.Build(bytes, "some.bpf.o", "some.bpf.c"));

        Assert.Equal($"some.bpf.o: at byte {btf + 2}: version 9 of BTF is not supported, only 1", error.Message);
    }

    private static bool Try(ReadOnlyMemory<byte> bytes, string what)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            BpfManifest manifest = ManifestBuilder.Build(bytes, "x.bpf.o", "x.bpf.c").Manifest;
            Assert.Equal(manifest, ManifestReader.Read(ManifestWriter.Write(manifest)));
            return true;
        }
        catch (BadObjectException error)
        {
            Assert.StartsWith("x.bpf.o: at byte ", error.Message, StringComparison.Ordinal);
            return false;
        }
        catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{what}: {error}");
            return false;
        }
        finally
        {
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            Assert.True(time < TimeSpan.FromSeconds(10), $"{what} took {time}");
        }
    }
}
