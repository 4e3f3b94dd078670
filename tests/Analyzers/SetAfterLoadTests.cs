// SPDX-License-Identifier: Apache-2.0
using System.Xml.Linq;
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.Analyzers.Tests;

/// <summary>SBPF0055.</summary>
public sealed class SetAfterLoadTests
{
    private const string Members = """
        private ToolBpf _tool = ToolBpf.Open();
        private ToolBpf Own { get; } = ToolBpf.Open();
        private static bool Ask() => true;
        private void Reopen() => _tool = ToolBpf.Open();
        private static void Renew(ref ToolBpf b) => b = ToolBpf.Open();
        """;

    [Theory]
    [InlineData("b.Load(); {|SBPF0055:b.Knobs.TargetPid|} = 1;")]
    [InlineData("b.Load(); {|SBPF0055:b.Knobs.Level|} += 1;")]
    [InlineData("b.Load(); {|SBPF0055:b.Knobs.Level|}++;")]
    [InlineData("b.Load(); {|SBPF0055:b.Verbose|} = true;")]
    [InlineData("b.Load(); {|SBPF0055:b.Events.Map.MaxEntries|} = 4096;")]
    [InlineData("b.Load(); {|SBPF0055:b.Programs.OnEvent.AutoLoad|} = false;")]
    [InlineData("b.Load(); {|SBPF0055:b.Knobs.TargetPid|} = Ask() ? 1u : 2u;")]
    [InlineData("b.Load(); if (Ask()) {|SBPF0055:b.Knobs.ShowFailed|} = true;")]
    [InlineData("b.Load(); while (Ask()) {|SBPF0055:b.Knobs.Level|} = 2;")]
    [InlineData("if (Ask()) b.Load(); else b.Load(); {|SBPF0055:b.Knobs.Level|} = 2;")]
    [InlineData("try { b.Load(); {|SBPF0055:b.Knobs.Level|} = 2; } catch (BpfException) { b.Knobs.Level = 3; }")]
    [InlineData("var knobs = b.Knobs; b.Load(); {|SBPF0055:knobs.Level|} = 2;")]
    [InlineData("b.Load(); var knobs = b.Knobs; {|SBPF0055:knobs.Level|} = 2;")]
    [InlineData("_tool.Load(); {|SBPF0055:_tool.Knobs.Level|} = 2;")]
    [InlineData("Own.Load(); {|SBPF0055:this.Own.Knobs.Level|} = 2;")]
    [InlineData("using var t = ToolBpf.Open(); t.Load(); using var links = t.Attach(); {|SBPF0055:t.Knobs.Level|} = 2;")]
    [InlineData("Action a = () => { b.Load(); {|SBPF0055:b.Knobs.Level|} = 1; };")]
    [InlineData("void Start() { b.Load(); {|SBPF0055:b.Knobs.Level|} = 1; } Start();")]
    [InlineData("b.Load(); {|SBPF0055:b.Events.Map.Reuse(other)|};")]
    [InlineData("b.Load(); var map = b.Events.Map; {|SBPF0055:map.SetInnerMap(other)|};")]
    [InlineData("var o = BpfObjectFile.Open(\"x\"); o.Load(); var m = o.AllMaps[0]; m.MaxEntries = 1;")]
    public Task Reported(string code) => Code.Check<SetAfterLoadAnalyzer>(InMethod(code));

    [Theory]
    [InlineData("b.Knobs.TargetPid = 1; b.Load();")]
    [InlineData("if (Ask()) b.Load(); b.Knobs.TargetPid = 1;")]
    [InlineData("if (!b.IsLoaded) b.Knobs.TargetPid = 1; b.Load();")]
    [InlineData("b.Load(); b.Tag = 1; b.Programs.OnEvent.AutoAttach = false;")]
    [InlineData("b.Load(); var pid = b.Knobs.TargetPid;")]
    [InlineData("b.Load(); var c = ToolBpf.Open(); c.Knobs.Level = 1;")]
    [InlineData("b.Load(); b = ToolBpf.Open(); b.Knobs.Level = 1;")]
    [InlineData("b.Load(); Renew(ref b); b.Knobs.Level = 1;")]
    [InlineData("while (Ask()) { var t = ToolBpf.Open(); t.Knobs.Level = 1; t.Load(); }")]
    [InlineData("for (int i = 0; i < 2; i++) { b.Knobs.Level = i; if (Ask()) continue; b.Load(); break; }")]
    [InlineData("_tool.Load(); Reopen(); _tool.Knobs.Level = 1;")]
    [InlineData("try { b.Load(); } catch (BpfException) { b.Knobs.Level = 1; }")]
    [InlineData("try { b.Load(); } finally { b.Knobs.Level = 1; }")]
    [InlineData("var t = b; var knobs = t.Knobs; t = ToolBpf.Open(); t.Load(); knobs.Level = 1;")]
    [InlineData("var all = new[] { b, ToolBpf.Open() }; all[0].Load(); all[1].Knobs.Level = 1;")]
    [InlineData("void Set() { b.Knobs.Level = 1; } Set(); b.Load();")]
    [InlineData("{ var t = ToolBpf.Open(); t.Load(); } { var t = ToolBpf.Open(); t.Knobs.Level = 1; }")]
    public Task Not_reported(string code) => Code.Check<SetAfterLoadAnalyzer>(InMethod(code));

    [Fact]
    public Task An_object_of_ones_own_class_sets_its_own_knobs() => Code.Check<SetAfterLoadAnalyzer>("""
        namespace Demo;

        public sealed partial class ToolBpf
        {
            public void Start()
            {
                Knobs.Level = 1;
                Load();
                {|SBPF0055:Knobs.Level|} = 2;
            }
        }
        """);

    [Fact]
    public Task Top_level_code_of_another_shape() => Code.Check<SetAfterLoadAnalyzer>("""
        using Demo;
        using SharpBpf;

        public class Outer(ToolBpf tool)
        {
            public int Value { get { tool.Load(); return {|SBPF0055:tool.Knobs.Level|} = 1; } }
        }
        """);

    [Fact]
    public async Task The_message_names_both()
    {
        var found = await Code.Check<SetAfterLoadAnalyzer>(InMethod("b.Load(); {|SBPF0055:b.Knobs.Level|} = 1;"));
        Assert.Equal("'Level' comes too late: 'b.Load()' was called, and this throws InvalidOperationException", Assert.Single(found).GetMessage(null));
    }

    // The runtime's own documentation says what throws.
    [Fact]
    public async Task Every_setting_that_Load_freezes_is_known()
    {
        XDocument docs = XDocument.Load(Path.ChangeExtension(typeof(BpfMap).Assembly.Location, ".xml"));
        string[] frozen =
        [
            .. docs.Descendants("member")
                .Where(m => m.Elements("exception").Any(e => e.Value.Contains("set after Load", StringComparison.Ordinal)))
                .Select(m => (string)m.Attribute("name")!)
                .Where(n => n.StartsWith("P:SharpBpf.BpfMap.", StringComparison.Ordinal) || n.StartsWith("P:SharpBpf.BpfProgram.", StringComparison.Ordinal)),
        ];
        Assert.True(frozen.Length >= 7, string.Join(' ', frozen));
        foreach (string property in frozen)
        {
            string target = (property.Contains("BpfMap", StringComparison.Ordinal) ? "b.Events.Map." : "b.Programs.OnEvent.") + property[(property.LastIndexOf('.') + 1)..];
            await Code.Check<SetAfterLoadAnalyzer>(InMethod($"b.Load(); {{|SBPF0055:{target}|}} = default;"));
        }
    }

    private static string InMethod(string code) => Code.Method(code, "public void Run(ToolBpf b, BpfMap other)", Members);
}
