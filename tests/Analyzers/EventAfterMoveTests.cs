// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.Analyzers.Tests;

/// <summary>SBPF0052 where the enumerator of a batch is used by hand.</summary>
public sealed class EventAfterMoveTests
{
    private const string Members = """
        private static void Use(in Event e) { }
        private static void Use(ReadOnlySpan<byte> s) { }
        private static bool Ask() => true;
        """;

    [Theory]
    [InlineData("it.MoveNext(); ref readonly Event e = ref it.Current; it.MoveNext(); Use(in {|SBPF0052:e|});")]
    [InlineData("it.MoveNext(); ref readonly Event e = ref it.Current; it.Dispose(); Console.WriteLine({|SBPF0052:e|}.Pid);")]
    [InlineData("it.MoveNext(); ref readonly Event e = ref it.Current; if (Ask()) it.MoveNext(); Use(in {|SBPF0052:e|});")]
    [InlineData("it.MoveNext(); ref readonly Event e = ref it.Current; while (it.MoveNext()) Use(in {|SBPF0052:e|});")]
    [InlineData("it.MoveNext(); ReadOnlySpan<byte> c = it.Current.Comm; ReadOnlySpan<byte> d = c[1..]; it.MoveNext(); Use({|SBPF0052:d|});")]
    [InlineData("ref readonly Event last = ref it.Current; while (it.MoveNext()) { if (Ask()) Use(in {|SBPF0052:last|}); last = ref it.Current; }")]
    [InlineData("it.MoveNext(); ref readonly Event e = ref Unsafe.AsRef(in it.Current); it.MoveNext(); Use(in {|SBPF0052:e|});")]
    public Task Stale(string code) => Code.Check<EventAfterMoveAnalyzer>(InMethod(code));

    [Theory]
    [InlineData("while (it.MoveNext()) { ref readonly Event e = ref it.Current; Use(in e); }")]
    [InlineData("it.MoveNext(); Event copy = it.Current; it.MoveNext(); Use(in copy);")]
    [InlineData("it.MoveNext(); uint pid = it.Current.Pid; it.MoveNext(); Console.WriteLine(pid);")]
    [InlineData("it.MoveNext(); ref readonly Event e = ref it.Current; Use(in e); it.MoveNext(); e = ref it.Current; Use(in e);")]
    [InlineData("ref readonly Event e = ref it.Current; while (true) { if (!it.MoveNext()) break; e = ref it.Current; Use(in e); }")]
    [InlineData("it.MoveNext(); ref readonly Event e = ref it.Current; var other = buffer.Read().GetEnumerator(); other.MoveNext(); Use(in e); other.Dispose();")]
    [InlineData("if (it.MoveNext()) { ref readonly Event e = ref it.Current; Use(in e); } if (it.MoveNext()) { ref readonly Event e = ref it.Current; Use(in e); }")]
    public Task Fresh(string code) => Code.Check<EventAfterMoveAnalyzer>(InMethod(code));

    [Fact]
    public async Task The_message_names_both()
    {
        var found = await Code.Check<EventAfterMoveAnalyzer>(InMethod("it.MoveNext(); ref readonly Event e = ref it.Current; it.MoveNext(); Use(in {|SBPF0052:e|});"));
        Assert.Equal(
            "'e' is used after 'it' has moved on, but the event is the buffer's own memory and only valid until the next one. Copy what is needed.",
            Assert.Single(found).GetMessage(null));
    }

    private static string InMethod(string code)
        => Code.Method("using var it = buffer.Read().GetEnumerator(); " + code, "public void Run(RingBuffer<Event> buffer)", Members, safe: true);
}
