// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>One comparison at one point, and the line that says it.</summary>
internal sealed class Result(string bench)
{
    /// <summary>What this point is: the size, the length of the burst …, in the order of the table's columns.</summary>
    internal List<KeyValuePair<string, object>> Parameters { get; } = [];

    internal required double Ours { get; init; }

    internal required string Peer { get; init; }

    internal required double PeerValue { get; init; }

    internal required string Unit { get; init; }

    internal required Spread Ratio { get; init; }

    /// <summary>What the ratio is to be, and on which side of it; null when it is only told.</summary>
    internal string? Aim { get; init; }

    /// <summary>More to know of both sides.</summary>
    internal List<KeyValuePair<string, object>> Remarks { get; } = [];

    internal void Print(TextWriter output)
    {
        using MemoryStream buffer = new();
        // For people and for jq, not for a web page.
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("bench", bench);
            Write(json, Parameters);
            json.WriteNumber("ours", Rounded(Ours));
            json.WriteString("peer", Peer);
            json.WriteNumber("peer_value", Rounded(PeerValue));
            json.WriteString("unit", Unit);
            json.WriteNumber("ratio", Rounded(Ratio.Median));
            json.WriteNumber("ratio_low", Rounded(Ratio.Low));
            json.WriteNumber("ratio_high", Rounded(Ratio.High));
            if (Aim is not null)
                json.WriteString("aim", Aim);
            Write(json, Remarks);
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
        output.Flush();
    }

    private static void Write(Utf8JsonWriter json, List<KeyValuePair<string, object>> values)
    {
        foreach ((string name, object value) in values)
        {
            json.WritePropertyName(name);
            if (value is double number)
                json.WriteNumberValue(Rounded(number));
            else
                JsonSerializer.Serialize(json, value, value.GetType());
        }
    }

    // Four digits that mean something: more would only look like it.
    private static double Rounded(double value) =>
        value == 0 || !double.IsFinite(value) ? 0 : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
