// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using CsCheck;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;
using Sofdsnoop.Output;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

/// <summary>Whatever bytes arrive, the tool does not fall over and its lines stay lines of text.</summary>
public sealed class PropertyTests
{
    private static readonly Gen<byte[]> Noise = Gen.Byte.Array[0, 600];

    // a record that was right until some of its bytes were overwritten and its end was cut
    private static readonly Gen<byte[]> Damaged =
        from path in Gen.Byte.Array[0, 20]
        from names in Gen.Byte.Array[0, 60].Array[0, 4]
        from rule in Gen.Byte[0, 9]
        from flags in Gen.Byte[0, 7]
        from result in Gen.Long[-200, 10]
        from damage in Gen.Select(Gen.Int[0, 1000], Gen.Byte).Array[0, 6]
        from cut in Gen.Int[0, 12]
        select Damage(Build(path, names, rule, flags, result), damage, cut);

    private static readonly Gen<TraceOptions> AllOptions =
        from format in Gen.Enum<OutputFormat>()
        from time in Gen.Bool
        from failed in Gen.Bool
        select new TraceOptions { Format = format, Timestamp = time, Failed = failed };

    [Fact]
    public void Any_bytes_give_printable_lines_one_for_each_fd() =>
        Gen.Select(Gen.OneOf(Noise, Damaged), AllOptions).Sample(Check, iter: 20_000);

    private static void Check(byte[] record, TraceOptions options)
    {
        var output = new OutputBuffer(16);
        if (!MessageRecord.TryParse(record, out var message))
            return;
        var fds = new Printers(options, output, Screen.None).Events().Print(in message);
        var expected = fds == 0 && message.Header.Result < 0 ? 1 : fds;
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.Written);
        Assert.Equal(expected, text.Count(c => c == '\n'));
        Assert.True(text.Length == 0 || text[^1] == '\n');
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', text);
        if (options.Format != OutputFormat.Json)
            return;
        foreach (var line in text.Split('\n')[..^1])
            JsonDocument.Parse(line).Dispose();
    }

    private static byte[] Build(byte[] path, byte[][] names, byte rule, byte flags, long result)
    {
        var builder = new RecordBuilder { SocketPath = path, Result = result, Comm = path[..Math.Min(16, path.Length)] };
        foreach (var name in names)
            builder.Add(name, rule, flags: flags);
        return builder.Build();
    }

    private static byte[] Damage(byte[] record, (int At, byte Value)[] damage, int cut)
    {
        foreach (var (at, value) in damage)
            record[at % record.Length] = value;
        return record[..^cut];
    }
}
