// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.Analyzers.Tests;

/// <summary>SBPF0050, SBPF0051 and SBPF0054.</summary>
public sealed class OwnershipTests
{
    private const string Members = """
        private BpfLinkSet? _links;
        public BpfLinkSet? Links { get; set; }
        private static readonly List<IDisposable> _all = new();
        private static ToolBpf Tool() => throw new Exception();
        private static void Keep(IDisposable d) { }
        private static BpfLink AttachOne(ToolBpf b) => b.Programs.OnEvent.Attach();
        private static Task<ToolBpf> OpenAsync() => throw new Exception();
        """;

    [Theory]
    [InlineData("{|SBPF0050:b.Attach()|};")]
    [InlineData("_ = {|SBPF0050:b.Attach()|};")]
    [InlineData("{|SBPF0050:b.Programs.OnEvent.Attach()|};")]
    [InlineData("int n = {|SBPF0050:b.Attach()|}.Count;")]
    [InlineData("{|SBPF0050:ToolBpf.Open()|};")]
    [InlineData("{|SBPF0050:ToolBpf.Open()|}.Load();")]
    [InlineData("using var links = {|SBPF0050:ToolBpf.Open()|}.Attach();")]
    [InlineData("Action a = () => {|SBPF0050:b.Attach()|};")]
    [InlineData("{|SBPF0050:BpfObjectFile.Open(\"x\")|};")]
    [InlineData("{|SBPF0050:AttachOne(b)|};")]
    [InlineData("{|SBPF0050:BpfObjectFile.FromBytes([], \"x\")|};")]
    [InlineData("uint id = {|SBPF0050:BpfMap.OpenId(1)|}.Id;")]
    public Task Thrown_away(string code) => Code.Check<OwnershipAnalyzer>(InMethod(code));

    [Theory]
    [InlineData("var links = {|SBPF0051:b.Attach()|};")]
    [InlineData("BpfLinkSet links; links = {|SBPF0051:b.Attach()|};")]
    [InlineData("var links = {|SBPF0051:b.Attach()|}; Console.WriteLine(links.Count);")]
    [InlineData("var links = {|SBPF0051:b.Attach()|}; if (links != null) Console.WriteLine($\"{links}\");")]
    [InlineData("var links = true ? {|SBPF0051:b.Attach()|} : null; Console.WriteLine(links?.Count);")]
    [InlineData("var tool = {|SBPF0051:ToolBpf.Open()|}; tool.Load(); tool.Knobs.TargetPid = 1;")]
    [InlineData("var map = {|SBPF0051:BpfMap.OpenPinned(\"/sys/fs/bpf/x\")|}; map.Freeze();")]
    [InlineData("var group = {|SBPF0051:new BufferGroup(b.Events)|}; group.Wait(TimeSpan.Zero);")]
    [InlineData("var link = {|SBPF0051:b.Programs.OnEvent.Attach()|}; link = null;")]
    [InlineData("if ({|SBPF0051:b.Attach()|} is { Count: > 1 } links) Console.WriteLine(links.Count);")]
    public Task Never_disposed(string code) => Code.Check<OwnershipAnalyzer>(InMethod(code));

    [Theory]
    [InlineData("using var links = b.Attach();")]
    [InlineData("using (var links = b.Attach()) { }")]
    [InlineData("using (b.Attach()) { }")]
    [InlineData("var links = b.Attach(); using (links) { }")]
    [InlineData("var links = b.Attach(); using var same = links;")]
    [InlineData("var links = b.Attach(); try { b.Load(); } finally { links.Dispose(); }")]
    [InlineData("BpfLinkSet? links = null; try { links = b.Attach(); } finally { links?.Dispose(); }")]
    [InlineData("var links = b.Attach(); ((IDisposable)links).Dispose();")]
    [InlineData("var links = b.Attach(); Console.CancelKeyPress += (_, _) => links.Dispose();")]
    [InlineData("var links = b.Attach(); void Stop() { links.Dispose(); } Stop();")]
    [InlineData("var links = b.Attach(); Action stop = links.Dispose;")]
    [InlineData("var links = b.Attach(); foreach (var l in links) l.Dispose();")]
    [InlineData("var links = b.Attach(); Keep(links);")]
    [InlineData("var links = b.Attach(); _all.Add(links);")]
    [InlineData("_all.Add(b.Attach());")]
    [InlineData("var all = new List<IDisposable> { b.Attach() };")]
    [InlineData("IDisposable[] all = [b.Attach(), ToolBpf.Open()];")]
    [InlineData("var pair = (b, b.Attach());")]
    [InlineData("var test = new Test { Links = b.Attach() };")]
    [InlineData("b.Attach().Dispose();")]
    [InlineData("var link = b.Attach().First(); link.Dispose();")]
    [InlineData("var events = new RingBuffer<Event>(b.AllMaps[0]);")]
    [InlineData("var map = b.AllMaps[0]; var events = b.Events.Map;")]
    [InlineData("var counts = new HashMap<uint, uint>(BpfMap.Create(BpfMapType.Hash, \"x\", 4, 4, 1));")]
    [InlineData("var events = b.Events; var programs = b.Programs;")]
    [InlineData("var first = b.Attach() is var links; Keep(links);")]
    public Task Settled(string code) => Code.Check<OwnershipAnalyzer>(InMethod(code));

    [Theory]
    [InlineData("public BpfLinkSet Run(ToolBpf b)", "return b.Attach();")]
    [InlineData("public BpfLinkSet Run(ToolBpf b)", "var links = b.Attach(); return links;")]
    [InlineData("public IEnumerable<BpfLinkSet> Run(ToolBpf b)", "var links = b.Attach(); yield return links;")]
    [InlineData("public void Run(ToolBpf b, out BpfLinkSet links)", "links = b.Attach();")]
    [InlineData("public void Run(ToolBpf b, ref BpfLinkSet links)", "var made = b.Attach(); links = made;")]
    [InlineData("public void Run(ToolBpf b)", "_links = b.Attach();")]
    [InlineData("public void Run(ToolBpf b)", "_links ??= b.Attach();")]
    [InlineData("public void Run(ToolBpf b)", "Links = b.Attach();")]
    [InlineData("public void Run(ToolBpf b)", "var links = b.Attach(); this._links = links;")]
    [InlineData("public async Task Run(ToolBpf b)", "using var tool = await OpenAsync(); await Task.Delay(1);")]
    [InlineData("public async Task Run(ToolBpf b)", "using var tool = await OpenAsync().ConfigureAwait(false);")]
    [InlineData("public Task<ToolBpf> Run(ToolBpf b)", "return OpenAsync();")]
    [InlineData("public async Task Run(ToolBpf b)", "await {|SBPF0050:OpenAsync()|};")]
    [InlineData("public async Task Run(ToolBpf b)", "var tool = await {|SBPF0051:OpenAsync()|}.ConfigureAwait(false); tool.Load();")]
    public Task Handed_on(string signature, string code)
        => Code.Check<OwnershipAnalyzer>(Code.Method(code, signature, Members, safe: true));

    [Fact]
    public Task A_property_or_a_lookup_lends() => Code.Check<OwnershipAnalyzer>(InMethod(
        "var set = new Dictionary<string, ToolBpf>(); var one = set[\"a\"]; one.Load(); var two = set.GetValueOrDefault(\"b\"); two!.Load(); var three = Tool(); three.Load();"));

    [Fact]
    public Task A_method_of_ones_own_that_gives_the_object_back_is_fluent() => Code.Check<OwnershipAnalyzer>(
        InMethod("using var tool = ToolBpf.Open().Quiet();"),
        Code.Tool + "public static class Fluent { public static ToolBpf Quiet(this ToolBpf b) => b; }");

    [Theory]
    [InlineData("var it = {|SBPF0054:b.Events.Read().GetEnumerator()|}; while (it.MoveNext()) { }")]
    [InlineData("{|SBPF0054:b.Events.Read().GetEnumerator()|}.MoveNext();")]
    [InlineData("using var it = b.Events.Read().GetEnumerator(); while (it.MoveNext()) { }")]
    [InlineData("var it = b.Events.ReadRecords().GetEnumerator(); try { it.MoveNext(); } finally { it.Dispose(); }")]
    [InlineData("foreach (ref readonly Event e in b.Events.Poll(TimeSpan.Zero)) { }")]
    [InlineData("b.Events.Poll(TimeSpan.Zero);")]
    public Task Enumerators(string code) => Code.Check<OwnershipAnalyzer>(InMethod(code));

    [Fact]
    public async Task The_message_says_what_happens()
    {
        var found = await Code.Check<OwnershipAnalyzer>(InMethod("var links = {|SBPF0051:b.Attach()|};"));
        Assert.Equal(
            "'links' is never disposed, returned, stored or passed on: its programs detach as soon as the garbage collector gets to it. Declare it with 'using'.",
            Assert.Single(found).GetMessage(null));
    }

    private static string InMethod(string code) => Code.Method(code, "public void Run(ToolBpf b)", Members);
}
