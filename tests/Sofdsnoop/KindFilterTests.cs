// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

/// <summary>What --kind lets the kernel side look for is what the tool calls by that word.</summary>
public sealed class KindFilterTests
{
    public static TheoryData<string> Words => [.. KindFilter.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void What_it_looks_for_has_its_word(string word)
    {
        foreach (var filter in (KindFilter[])[KindFilter.Find(word)!, KindFilter.Find(word)!.WithoutPidfs])
        {
            var rule = (byte)filter.Rule == 0xFF ? (byte)NameRule.Path : (byte)filter.Rule;
            // bpf is how the names of bpf-map, bpf-prog and bpf_link begin
            var name = filter.Name == "bpf" ? "bpf-map" : filter.Name;
            var record = new RecordBuilder().Add(Encoding.ASCII.GetBytes(name), rule, mode: filter.Mode, magic: filter.Magic).Build();
            Assert.True(MessageRecord.TryParse(record, out var message));
            foreach (var entry in message)
                Assert.Equal(word, Encoding.ASCII.GetString(FileKind.Of(in entry)));
        }
    }
}
