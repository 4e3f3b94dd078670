// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// One line of <c>--format json</c>. Reading it is itself a test: it must be JSON, with exactly the documented keys in the
/// documented order. Names and comms are bytes, one a char.
/// </summary>
internal sealed class JsonLine
{
    private static readonly string[] Keys =
    [
        "ts", "action", "via", "pid", "tid", "uid", "comm", "socket_fd", "socket", "socket_path", "peer_socket",
        "message", "index", "count", "fd", "kind", "name", "file", "flags", "result",
        "peer", "from", "latency_ns",
    ];

    private static readonly string[] OptionalKeys = ["socket_path", "peer_socket", "flags", "peer", "from", "latency_ns"];

    /// <summary>Left out only when there was no file under that number, which is a failure.</summary>
    private static readonly string[] KeysOfAFile = ["name", "file"];

    /// <summary>These go without a socket.</summary>
    private static readonly string[] OtherWays = ["pidfd_getfd", "seccomp_addfd", "msg_ring", "fixed_fd_install"];

    private readonly Dictionary<string, string> _values = [];

    private JsonLine(string text) => Text = text;

    public string Text { get; }

    public long Ts => long.Parse(_values["ts"]);

    public string Action => _values["action"];

    public string Via => _values["via"];

    public int Pid => int.Parse(_values["pid"]);

    public int Tid => int.Parse(_values["tid"]);

    public int Uid => int.Parse(_values["uid"]);

    public string Comm => _values["comm"];

    public int SocketFd => int.Parse(_values["socket_fd"]);

    public string Socket => _values.GetValueOrDefault("socket", "");

    public string? SocketPath => _values.GetValueOrDefault("socket_path");

    public string? PeerSocket => _values.GetValueOrDefault("peer_socket");

    public string Message => _values["message"];

    public int Index => int.Parse(_values["index"]);

    public int Count => int.Parse(_values["count"]);

    public int Fd => int.Parse(_values["fd"]);

    public string Kind => _values["kind"];

    public string Name => _values.GetValueOrDefault("name", "");

    public string File => _values["file"];

    public IReadOnlyList<string> Flags => _values.TryGetValue("flags", out string? flags) ? flags.Split(' ') : [];

    public string Result => _values["result"];

    /// <summary>Like <c>pid=1 comm=init</c>.</summary>
    public string? Peer => _values.GetValueOrDefault("peer");

    /// <summary>Like <c>pid=1 tid=1 comm=init fd=3</c>.</summary>
    public string? From => _values.GetValueOrDefault("from");

    public int FromFd => int.Parse(From!.Split(" fd=")[^1]);

    public long Latency => long.Parse(_values["latency_ns"]);

    public static JsonLine Parse(string latin1)
    {
        var line = new JsonLine(ByteText.Printable(latin1));
        byte[] bytes = ByteText.Bytes(latin1);
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            line.Read(bytes);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"not a line of the documented JSON ({e.Message}): {line.Text}", e);
        }
        return line;
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "no object");
        int position = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = reader.GetString()!;
            int next = Array.IndexOf(Keys, key);
            Expect(next > position, $"{key} is unknown or out of order");
            position = next;
            reader.Read();
            _values.Add(key, Value(ref reader));
        }
        Expect(!reader.Read(), "more than one object");
        bool failed = _values.GetValueOrDefault("result", "").StartsWith('-');
        bool hasSocket = !OtherWays.Contains(_values.GetValueOrDefault("via"));
        // a receive that failed has no fd to tell of
        string[] bare = _values.GetValueOrDefault("count") == "0" ? ["index", "fd", "kind"] : [];
        string[] optional = [.. OptionalKeys, .. failed ? KeysOfAFile : [], .. hasSocket ? Array.Empty<string>() : ["socket"], .. bare];
        foreach (string key in Keys.Except(optional))
            Expect(_values.ContainsKey(key), $"{key} is missing");
    }

    private static string Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return ByteText.FromJson(reader.ValueSpan);
            case JsonTokenType.Number:
                return Encoding.ASCII.GetString(reader.ValueSpan);
            case JsonTokenType.StartObject:
                var members = new List<string>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string key = reader.GetString()!;
                    reader.Read();
                    members.Add($"{key}={Value(ref reader)}");
                }
                return string.Join(' ', members);
            case JsonTokenType.StartArray:
                var items = new List<string>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Value(ref reader));
                return string.Join(' ', items);
            default:
                throw new FormatException($"no {reader.TokenType} is documented");
        }
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new FormatException(otherwise);
    }
}
