// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Sofdsnoop.EndToEnd;

/// <summary>One figure of ours and a peer's, at one point, as a line of JSON.</summary>
internal sealed class Comparison(string bench)
{
    private static readonly string Kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private readonly List<KeyValuePair<string, object>> _parameters = [];
    private readonly List<KeyValuePair<string, object>> _more = [];

    public required double Ours { get; init; }

    public required string Peer { get; init; }

    public required double PeerValue { get; init; }

    public required string Unit { get; init; }

    public required Spread Ratio { get; init; }

    /// <summary>What the ratio is to be, like <c>&gt;= 0.75</c>; null where it is only told.</summary>
    public string? Aim { get; init; }

    /// <summary>Adds what this point is.</summary>
    public Comparison At(string name, object value)
    {
        _parameters.Add(new(name, value));
        return this;
    }

    /// <summary>Adds what else was seen.</summary>
    public Comparison With(string name, object value)
    {
        _more.Add(new(name, value));
        return this;
    }

    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("bench", bench);
            json.WriteString("kernel", Kernel);
            Write(json, _parameters);
            json.WriteNumber("ours", Rounded(Ours));
            json.WriteString("peer", Peer);
            json.WriteNumber("peer_value", Rounded(PeerValue));
            json.WriteString("unit", Unit);
            json.WriteNumber("ratio", Rounded(Ratio.Median));
            json.WriteNumber("ratio_low", Rounded(Ratio.Low));
            json.WriteNumber("ratio_high", Rounded(Ratio.High));
            if (Aim != null)
                json.WriteString("aim", Aim);
            Write(json, _more);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, List<KeyValuePair<string, object>> values)
    {
        foreach (var (name, value) in values)
        {
            switch (value)
            {
                case string text:
                    json.WriteString(name, text);
                    break;
                case double number:
                    json.WriteNumber(name, Rounded(number));
                    break;
                default:
                    json.WriteNumber(name, Convert.ToInt64(value, null));
                    break;
            }
        }
    }

    // Four digits that mean something: more would only look like it.
    private static double Rounded(double value) => value == 0 || !double.IsFinite(value)
        ? 0
        : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
