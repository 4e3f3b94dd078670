// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Decoding;
using Sofdsnoop.Output;

namespace Sofdsnoop.Tests.Support;

/// <summary>Prints records with a printer of the tool.</summary>
internal static class Printing
{
    public static byte[] Bytes(TraceOptions options, params IEnumerable<byte[]> records) => BytesOn(Screen.None, options, records);

    public static byte[] BytesOn(Screen screen, TraceOptions options, params IEnumerable<byte[]> records)
    {
        var output = new OutputBuffer(16);
        var printer = new Printers(options, output, screen).Events();
        foreach (var record in records)
        {
            Assert.True(MessageRecord.TryParse(record, out var message));
            printer.Print(in message);
        }

        return output.Written.ToArray();
    }

    public static string[] Lines(TraceOptions options, params IEnumerable<byte[]> records)
    {
        var text = Encoding.UTF8.GetString(Bytes(options, records));
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return text.Split('\n')[..^1];
    }

    public static string Header(TraceOptions options)
    {
        var output = new OutputBuffer(16);
        new Printers(options, output, Screen.None).Events().PrintHeader();
        return Encoding.UTF8.GetString(output.Written);
    }

    public static TraceOptions As(OutputFormat format) => new() { Format = format };
}
