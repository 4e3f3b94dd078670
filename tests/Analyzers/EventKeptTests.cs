// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.Analyzers.Tests;

/// <summary>SBPF0052 and SBPF0053 in loops over batches.</summary>
public sealed class EventKeptTests
{
    private const string Signature = "public void Run(RingBuffer<Event> buffer)";

    private const string SafeMembers = """
        private static void Use(in Event e) { }
        private static ReadOnlySpan<byte> Tail(ReadOnlySpan<byte> s) => s[1..];
        private ref struct View(ReadOnlySpan<byte> bytes) { public ReadOnlySpan<byte> Bytes = bytes; public int Length; }
        """;

    private const string Handler = """
        private struct Handler : IEventHandler<Event>, IRecordHandler
        {
            private Event* _kept;
            private nint _address;
            private Event _copy;
            private static readonly List<nint> _all = new();
            public void OnEvent(scoped in Event e) { ON_EVENT }
            public void OnRecord(scoped ReadOnlySpan<byte> record) { ON_RECORD }
        }
        """;

    private const string Members = """
        private Event* _pointer;
        private static nint _address;
        private nint[] _addresses = new nint[4];
        private nint Address { get; set; }
        private List<nint> _list = new();
        private List<Event> _copies = new();
        private ToolBpf _tool = ToolBpf.Open();
        private static void Use(in Event e) { }
        private static void Use(ReadOnlySpan<byte> s) { }
        private static void Use(Event* p) { }
        private struct Handler : IEventHandler<Event> { public void OnEvent(scoped in Event e) { } }
        private static ReadOnlySpan<byte> NameOf(scoped ReadOnlySpan<byte> s) => "name"u8;
        private ref struct View(ReadOnlySpan<byte> bytes) { public ReadOnlySpan<byte> Bytes = bytes; public int Length; }
        """;

    // What the compiler refuses needs no analyzer: an event cannot leave the block that the loop is in, nor get to the heap.
    [Theory]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) return ref e; throw new Exception();", "public ref readonly Event Run(RingBuffer<Event> buffer)")]
    [InlineData("foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) return r; return default;", "public ReadOnlySpan<byte> Run(RingBuffer<Event> buffer)")]
    [InlineData("kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = r;", "public void Run(RingBuffer<Event> buffer, out ReadOnlySpan<byte> kept)")]
    [InlineData("ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = r;", Signature)]
    [InlineData("ReadOnlySpan<byte> kept = default; while (true) { scoped ReadOnlySpan<byte> outer = default; { foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) outer = r; kept = outer; } }", Signature)]
    [InlineData("Action? kept = null; foreach (ref readonly Event e in buffer.Read()) kept = () => Use(in e);", Signature)]
    [InlineData("object? kept = null; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = r;", Signature)]
    [InlineData("object kept = buffer.Read();", Signature)]
    public void The_compiler_refuses(string code, string signature)
        => Assert.Contains(
            Code.Compile(Code.Method(code, signature, SafeMembers, safe: true), Code.Tool).GetDiagnostics(TestContext.Current.CancellationToken),
            d => d.Severity == DiagnosticSeverity.Error);

    // It does let it into a local of that same block that is bound to the block, and loses sight of it in Unsafe and MemoryMarshal.
    [Theory]
    [InlineData("scoped ref readonly Event kept = ref Unsafe.NullRef<Event>(); foreach (ref readonly Event e in buffer.Read()) kept = ref {|SBPF0052:e|};")]
    [InlineData("scoped ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:r|};")]
    [InlineData("scoped ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:r[4..]|};")]
    [InlineData("scoped ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:Event.DataOf(r)|};")]
    [InlineData("scoped ReadOnlySpan<byte> kept = default; foreach (ref readonly Event e in buffer.Read()) kept = {|SBPF0052:e.Comm|};")]
    [InlineData("scoped ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:Tail(r)|};")]
    [InlineData("scoped ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:r.TrimEnd((byte)0)|};")]
    [InlineData("scoped ReadOnlySpan<byte> kept = default; foreach (ref readonly Event e in buffer.Read()) { ReadOnlySpan<byte> c = e.Comm; var d = c[..4]; kept = {|SBPF0052:d|}; }")]
    [InlineData("scoped View kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:new View(r)|};")]
    [InlineData("scoped View kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept.Bytes = {|SBPF0052:r|};")]
    [InlineData("ref readonly Event kept = ref Unsafe.NullRef<Event>(); foreach (ref readonly Event e in buffer.Read()) kept = ref {|SBPF0052:Unsafe.AsRef(in e)|};")]
    [InlineData("ReadOnlySpan<Event> kept = default; foreach (ref readonly Event e in buffer.Read()) kept = {|SBPF0052:MemoryMarshal.CreateReadOnlySpan(in e, 1)|};")]
    [InlineData("ReadOnlySpan<byte> kept = default; foreach (ref readonly Event e in buffer.Read()) kept = {|SBPF0052:MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in e, 1))[4..8]|};")]
    [InlineData("ReadOnlySpan<byte> kept = default; foreach (ref readonly Event e in buffer.Read()) kept = {|SBPF0052:Unsafe.AsRef(in e).Comm|};")]
    [InlineData("ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:MemoryMarshal.CreateReadOnlySpan(in MemoryMarshal.GetReference(r), 4)|};")]
    public Task Kept(string code) => Code.Check<EventKeptAnalyzer>(Code.Method(code, Signature, SafeMembers, safe: true));

    [Theory]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) fixed (Event* p = &e) _pointer = {|SBPF0052:p|};")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) fixed (uint* p = &e.Pid) _address = {|SBPF0052:(nint)p|};")]
    [InlineData("foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) fixed (byte* p = r) _address = {|SBPF0052:(nint)(p + 4)|};")]
    [InlineData("foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) fixed (byte* p = &r[4]) _address = {|SBPF0052:(nint)p|};")]
    [InlineData("Event* kept = null; foreach (ref readonly Event e in buffer.Read()) kept = {|SBPF0052:(Event*)Unsafe.AsPointer(ref Unsafe.AsRef(in e))|}; Use(kept);")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { var p = (nint)Unsafe.AsPointer(in e); Address = {|SBPF0052:p|}; _addresses[0] = {|SBPF0052:p|}; }")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { var p = (nint)Unsafe.AsPointer(in e); _list.Add({|SBPF0052:p|}); }")]
    [InlineData("ReadOnlySpan<byte> kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) fixed (byte* p = r) kept = {|SBPF0052:new ReadOnlySpan<byte>(p, 4)|};")]
    [InlineData("var batch = buffer.Read(); foreach (ref readonly Event e in batch) fixed (Event* p = &e) _pointer = {|SBPF0052:p|};")]
    public Task Kept_by_pointer(string code) => Code.Check<EventKeptAnalyzer>(InMethod(code));

    // In unsafe code the compiler only warns of what it otherwise refuses.
    [Fact]
    public Task Returned_from_unsafe_code() => Code.Check<EventKeptAnalyzer>(Code.Method(
        "foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) return {|SBPF0052:r[4..]|}; return default;",
        "public static ReadOnlySpan<byte> Run(RingBuffer<Event> buffer)"));

    [Fact]
    public Task Returned_as_a_copy() => Code.Check<EventKeptAnalyzer>(Code.Method(
        "foreach (ref readonly Event e in buffer.Read()) return e; return default;",
        "public static Event Run(RingBuffer<Event> buffer)", safe: true));

    [Fact]
    public Task Returned_through_Unsafe() => Code.Check<EventKeptAnalyzer>(Code.Method(
        "foreach (ref readonly Event e in buffer.Read()) return ref {|SBPF0052:Unsafe.AsRef(in e)|}; throw new Exception();",
        "public static ref readonly Event Run(RingBuffer<Event> buffer)"));

    [Fact]
    public Task Given_out() => Code.Check<EventKeptAnalyzer>(Code.Method(
        "kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = {|SBPF0052:MemoryMarshal.CreateReadOnlySpan(in MemoryMarshal.GetReference(r), 4)|};",
        "public static void Run(RingBuffer<Event> buffer, out ReadOnlySpan<byte> kept)"));

    [Theory]
    [InlineData("Event kept = default; foreach (ref readonly Event e in buffer.Read()) kept = e; Use(in kept);")]
    [InlineData("uint kept = 0; foreach (ref readonly Event e in buffer.Read()) kept = e.Pid;")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) _copies.Add(e);")]
    [InlineData("foreach (Event e in buffer.Read()) { _copies.Add(e); ReadOnlySpan<byte> comm = e.Comm; Use(comm); }")]
    [InlineData("byte[] kept = []; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept = r.ToArray();")]
    [InlineData("string kept = \"\"; foreach (ref readonly Event e in buffer.Read()) kept = System.Text.Encoding.UTF8.GetString(e.Comm);")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { ref readonly Event same = ref Unsafe.AsRef(in e); Use(in same); }")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { var s = MemoryMarshal.CreateReadOnlySpan(in e, 1); var b = MemoryMarshal.AsBytes(s); Use(b); }")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) fixed (Event* p = &e) { Event* q = p; Use(q); Use(in *q); }")]
    [InlineData("uint pid = 0; foreach (ref readonly Event e in buffer.Read()) fixed (Event* p = &e) pid = p->Pid;")]
    [InlineData("Event copy; foreach (ref readonly Event e in buffer.Read()) fixed (Event* p = &e) copy = *p;")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) fixed (Event* p = &e) { long shown = (long)p; Console.WriteLine(shown); }")]
    [InlineData("Span<byte> room = stackalloc byte[16]; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) r.CopyTo(room);")]
    [InlineData("Span<byte> room = new byte[16]; ReadOnlySpan<byte> rest = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) { r.CopyTo(room); rest = room[r.Length..]; }")]
    [InlineData("ReadOnlySpan<byte> name = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) name = NameOf(r);")]
    [InlineData("View kept = default; foreach (ReadOnlySpan<byte> r in buffer.ReadRecords()) kept.Length = new View(r).Length;")]
    [InlineData("Event mine = default; foreach (ref readonly Event e in buffer.Read()) { mine.Pid = e.Pid; mine.Comm = e.Comm; }")]
    public Task Not_kept(string code) => Code.Check<EventKeptAnalyzer>(InMethod(code));

    [Theory]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { {|SBPF0053:buffer.Poll(TimeSpan.Zero)|}; Use(in e); }")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { foreach (ref readonly Event f in {|SBPF0053:buffer.Read()|}) { } }")]
    [InlineData("foreach (ref readonly Event e in _tool.Events.Read()) { foreach (var r in {|SBPF0053:_tool.Events.ReadRecords()|}) { } }")]
    [InlineData("Handler h = default; foreach (ref readonly Event e in buffer.Read()) { {|SBPF0053:buffer.Dispatch(ref h)|}; }")]
    [InlineData("var batch = buffer.Read(); foreach (ref readonly Event e in batch) { {|SBPF0053:buffer.PollRecords(TimeSpan.Zero)|}; }")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { } foreach (ref readonly Event e in buffer.Read()) { }")]
    [InlineData("while (true) foreach (ref readonly Event e in buffer.Poll(TimeSpan.Zero)) Use(in e);")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { foreach (ref readonly Event f in _tool.Events.Read()) { } }")]
    [InlineData("foreach (ref readonly Event e in buffer.Read()) { Action later = () => buffer.Poll(TimeSpan.Zero); _ = later; }")]
    public Task Read_inside(string code) => Code.Check<EventKeptAnalyzer>(InMethod(code));

    [Theory]
    [InlineData("fixed (Event* p = &e) _kept = {|SBPF0052:p|};")]
    [InlineData("var p = Unsafe.AsPointer(in e); _address = {|SBPF0052:(nint)p|};")]
    [InlineData("_all.Add({|SBPF0052:(nint)Unsafe.AsPointer(in e)|});")]
    [InlineData("_copy = e;")]
    [InlineData("fixed (Event* p = &e) { Event* q = p; _copy = *q; }")]
    public Task In_a_handler_of_events(string code)
        => Code.Check<EventKeptAnalyzer>(Code.Method("", members: Handler.Replace("ON_EVENT", code, StringComparison.Ordinal).Replace("ON_RECORD", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("fixed (byte* p = record) _address = {|SBPF0052:(nint)p|};")]
    [InlineData("fixed (byte* p = record) { byte* end = p + record.Length; for (byte* q = p; q < end; q++) { } }")]
    public Task In_a_handler_of_records(string code)
        => Code.Check<EventKeptAnalyzer>(Code.Method("", members: Handler.Replace("ON_RECORD", code, StringComparison.Ordinal).Replace("ON_EVENT", "", StringComparison.Ordinal)));

    [Fact]
    public async Task The_message_says_what_and_where()
    {
        var found = await Code.Check<EventKeptAnalyzer>(InMethod("foreach (ref readonly Event e in buffer.Read()) fixed (Event* p = &e) _pointer = {|SBPF0052:p|};"));
        Assert.Equal(
            "A pointer into 'e' is stored in '_pointer', but the event is the buffer's own memory and only valid until the next one. Copy what is needed.",
            Assert.Single(found).GetMessage(null));
    }

    private static string InMethod(string code) => Code.Method(code, Signature, Members);
}
