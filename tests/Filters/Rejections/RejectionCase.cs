// SPDX-License-Identifier: Apache-2.0
using Xunit.Sdk;

namespace SharpBpf.Filters.Tests.Rejections;

/// <summary>C# that is rejected, with « where the error has to stand.</summary>
/// <param name="Id">The diagnostic.</param>
/// <param name="Code">Members of a class, or the body of a filter.</param>
/// <param name="Words">A part of the message.</param>
public sealed record RejectionCase(string Id, string Code, string Words = "") : IXunitSerializable
{
    [Obsolete("for the test runner")]
    public RejectionCase()
        : this("", "")
    {
    }

    public string Id { get; private set; } = Id;

    public string Code { get; private set; } = Code;

    public string Words { get; private set; } = Words;

    /// <summary>A whole file, the mark still in it.</summary>
    public string Source
    {
        get
        {
            string method = "[BpfFilter(\"check\")] static bool Check(in Input input, uint number, in CaseBpf.KnobValues knobs)";
            string members = Code.Contains("[BpfFilter", StringComparison.Ordinal) || Code.Contains("«[BpfFilter", StringComparison.Ordinal) ? Code
                : Code.StartsWith('{') ? $"{method}\n{Code}"
                : $"{method} => {Code};";
            return $$"""
                using System;
                using System.Threading.Tasks;
                using System.Linq;
                using SharpBpf;
                namespace Property;
                [BpfObject("case.bpf.c")] public sealed partial class CaseBpf;
                [BpfObject("other.bpf.c")] public sealed partial class OtherBpf { public struct KnobValues; }
                [BpfStruct("inner")] public partial struct Inner { public static bool operator ==(Inner a, Inner b) => true; public static bool operator !=(Inner a, Inner b) => false; }
                static unsafe partial class Filters
                {
                    static uint s_number = 3;
                    static uint Auto { get; set; }
                    const uint Limit = 10;
                {{members}}
                }
                """;
        }
    }

    public void Deserialize(IXunitSerializationInfo info)
    {
        Id = info.GetValue<string>(nameof(Id))!;
        Code = info.GetValue<string>(nameof(Code))!;
        Words = info.GetValue<string>(nameof(Words))!;
    }

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(Id), Id);
        info.AddValue(nameof(Code), Code);
        info.AddValue(nameof(Words), Words);
    }

    public override string ToString() => $"{Id} {Code.ReplaceLineEndings(" ")}";
}
