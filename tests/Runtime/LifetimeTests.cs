// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SharpBpf.Runtime.Tests;

/// <summary>What the compiler says to code that keeps an event longer than it lives.</summary>
public sealed class LifetimeTests
{
    private static IEnumerable<string> Errors(string body)
    {
        string source = $$"""
            using System;
            using SharpBpf;
            static class Test
            {
                static int Use(in long value) => (int)value;
                {{body}}
            }
            """;
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("test", [CSharpSyntaxTree.ParseText(source)], references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Id);
    }

    [Fact]
    public void Reading_events_in_the_loop_compiles() => Assert.Empty(Errors("""
        static long Sum(RingBuffer<long> ring)
        {
            long sum = 0;
            foreach (ref readonly long e in ring.Poll(TimeSpan.Zero)) sum += e + Use(in e);
            foreach (ReadOnlySpan<byte> r in ring.ReadRecords()) sum += r.Length;
            return sum;
        }
        """));

    [Theory]
    [InlineData("static ref readonly long F(RingBuffer<long> ring) { foreach (ref readonly long e in ring.Read()) return ref e; throw null!; }")]
    [InlineData("static long F(RingBuffer<long> ring, ref readonly long keep) { foreach (ref readonly long e in ring.Read()) keep = ref e; return keep; }")]
    [InlineData("""
        static long F(RingBuffer<long> ring)
        {
            long none = 0;
            ref readonly long keep = ref none;
            while (none < 10)
                foreach (ref readonly long e in ring.Read()) keep = ref e;
            return keep;
        }
        """)]
    [InlineData("static RecordBatch F(RingBuffer ring) => ring.ReadRecords();")]
    [InlineData("static RingBatch<long> F(RingBuffer<long> ring, System.Threading.CancellationToken token) => ring.Poll(TimeSpan.Zero, token);")]
    [InlineData("static ReadOnlySpan<byte> F(RingBuffer<long> ring) { foreach (ReadOnlySpan<byte> r in ring.ReadRecords()) return r; return default; }")]
    [InlineData("""
        static int F(RingBuffer<long> ring)
        {
            ReadOnlySpan<byte> keep = default;
            foreach (ReadOnlySpan<byte> r in ring.ReadRecords()) keep = r.Slice(1);
            return keep.Length;
        }
        """)]
    [InlineData("""
        static int F(RingBuffer ring)
        {
            ReadOnlySpan<byte> keep = default;
            foreach (ReadOnlySpan<byte> r in ring.PollRecords(TimeSpan.Zero)) keep = r;
            return keep.Length;
        }
        """)]
    public void Keeping_an_event_beyond_its_turn_does_not(string body) => Assert.NotEmpty(Errors(body));

    [Fact]
    public void A_batch_cannot_be_kept_in_a_field() => Assert.NotEmpty(Errors("static RecordBatch s_batch;"));
}
