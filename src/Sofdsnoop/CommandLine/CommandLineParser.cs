// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using Sofdsnoop.Completions;

namespace Sofdsnoop.CommandLine;

/// <summary>The command line's grammar. An option given twice counts the last time, as it always did.</summary>
internal sealed class CommandLineParser
{
    private delegate bool ValueParser<T>(string text, out T value, out string? error);

    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    private readonly Option<bool> _help = Flag("--help", "-h");
    private readonly Option<bool> _version = Flag("--version", null);
    private readonly Option<bool> _timestamp = Flag("--timestamp", "-T");
    private readonly Option<bool> _failed = Flag("--failed", null);
    private readonly Option<bool> _inFlight = Flag("--in-flight", null);
    private readonly Option<bool> _verbose = Flag("--verbose", null);
    private readonly Option<uint> _pid = Valued<uint>("--pid", "-p",
        static (string text, out uint value, out string? error) => OptionValues.TryTaskId("--pid", text, out value, out error));
    private readonly Option<uint> _tid = Valued<uint>("--tid", "-t",
        static (string text, out uint value, out string? error) => OptionValues.TryTaskId("--tid", text, out value, out error));
    private readonly Option<NameFilter> _name = Valued<NameFilter>("--name", "-n", NameFilter.TryParse);
    private readonly Option<uint?> _uid = Valued<uint?>("--uid", null, FilterValues.TryUid);
    private readonly Option<string> _cgroup = Valued<string>("--cgroup", null, FilterValues.TryCgroup);
    private readonly Option<KindFilter?> _kind = Valued<KindFilter?>("--kind", null, FilterValues.TryKind);
    private readonly Option<byte[]?> _socket = Valued<byte[]?>("--socket", null, FilterValues.TrySocket);
    private readonly Option<bool> _allPaths = Flag("--all-paths", null);
    private readonly Option<TimeSpan> _duration = Valued<TimeSpan>("--duration", "-d", OptionValues.TryDuration);
    private readonly Option<OutputFormat> _format = Valued<OutputFormat>("--format", null, OptionValues.TryFormat);
    private readonly Option<HookKind> _hook = Valued<HookKind>("--hook", null, OptionValues.TryHook);
    private readonly Option<BufferKind> _buffer = Valued<BufferKind>("--buffer", null, FilterValues.TryBuffer);
    private readonly Option<uint> _bufferSize = Valued<uint>("--buffer-size", null, OptionValues.TryBufferSize);
    private readonly Command _demo = new("demo");
    private readonly Command _doctor = new("doctor");
    private readonly Argument<string[]> _shell = new("shell") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Command _completions = new("completions");
    private readonly RootCommand _root = [];

    public CommandLineParser()
    {
        // Help and version print our own text, and nothing may be read from a directive.
        _root.Options.Clear();
        _root.Directives.Clear();
        foreach (var option in AllOptions)
            _root.Add(option);
        _completions.Add(_shell);
        foreach (var command in (ReadOnlySpan<Command>)[_demo, _doctor, _completions])
            _root.Add(command);
        // without an action the library demands a subcommand
        _root.SetAction(static _ => { });
    }

    private Option[] AllOptions =>
    [
        _help, _version, _timestamp, _pid, _tid, _name, _uid, _cgroup, _kind, _socket, _allPaths, _duration, _failed, _inFlight,
        _format, _buffer, _bufferSize, _hook, _verbose,
    ];

    public Invocation Parse(IReadOnlyList<string> args)
    {
        var result = _root.Parse(args, Configuration);
        if (IsGiven(result, _help))
            return new Invocation.Help();
        if (result.UnmatchedTokens is [var unknown, ..])
            return new Invocation.Wrong(Unknown(unknown, args));
        if (result.Tokens.FirstOrDefault(static token => token.Type == TokenType.Directive) is { } directive)
            return new Invocation.Wrong(Unknown(directive.Value, args));
        if (result.Errors is [var first, ..])
            return new Invocation.Wrong(Message(first));
        if (IsGiven(result, _version))
            return new Invocation.Version();
        var command = result.CommandResult.Command;
        if (command == _demo)
            return Demo(result);
        if (command != _doctor && command != _completions)
            return new Invocation.Trace(Read(result));
        if (FirstGiven(result, AllOptions) is { } option)
            return new Invocation.Wrong($"{command.Name} takes no options: leave {option.Name} out");
        return command == _doctor ? new Invocation.Doctor() : Completions(result.GetValue(_shell) ?? []);
    }

    private Invocation Demo(ParseResult result) =>
        FirstGiven(result, [_pid, _tid, _name, _uid, _cgroup, _kind, _socket, _allPaths, _duration, _failed, _inFlight]) is { } option
            ? new Invocation.Wrong($"demo traces its own processes until they are done: leave {option.Name} out")
            : new Invocation.Demo(Read(result));

    private static Invocation Completions(string[] shells) =>
        shells is [var shell] && CompletionScripts.For(shell) != null
            ? new Invocation.Completions(shell)
            : new Invocation.Wrong($"completions needs the name of a shell: {CompletionScripts.Shells.Replace(" ", ", ", StringComparison.Ordinal)}");

    private static Option? FirstGiven(ParseResult result, Option[] options) =>
        Array.Find(options, option => result.GetResult(option) is { Implicit: false });

    private TraceOptions Read(ParseResult result) => new()
    {
        Timestamp = IsGiven(result, _timestamp),
        Failed = IsGiven(result, _failed),
        Verbose = IsGiven(result, _verbose),
        InFlight = IsGiven(result, _inFlight),
        Pid = result.GetValue(_pid),
        Tid = result.GetValue(_tid),
        Name = result.GetValue(_name) ?? NameFilter.Any,
        Uid = result.GetValue(_uid),
        Cgroup = result.GetValue(_cgroup) ?? "",
        Kind = result.GetValue(_kind),
        Socket = result.GetValue(_socket) is { Length: > 0 } socket ? socket : default,
        AllPaths = IsGiven(result, _allPaths),
        Duration = result.GetResult(_duration) == null ? null : result.GetValue(_duration),
        Format = result.GetValue(_format),
        Hook = result.GetValue(_hook),
        Buffer = result.GetValue(_buffer),
        BufferSize = result.GetResult(_bufferSize) == null ? TraceOptions.DefaultBufferSize : result.GetValue(_bufferSize),
    };

    private static bool IsGiven(ParseResult result, Option<bool> option) => result.GetValue(option);

    private static string Unknown(string token, IReadOnlyList<string> args)
    {
        if (token.StartsWith('-') && token.Length > 1)
            return $"there is no option {Quoted.Text(token)}";
        // the rest of something like -TX or --failed=no
        if (!args.Contains(token) && args.FirstOrDefault(arg => arg.EndsWith(token, StringComparison.Ordinal)) is { } whole)
            return $"{Quoted.Text(whole)} is no option, or one that takes no value";
        return $"there is no command {Quoted.Text(token)}: there are demo, doctor and completions";
    }

    // The other errors are our own, of OptionValues, FilterValues and NameFilter.
    private static string Message(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: var option } => $"{option.Name} needs a value",
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult { Option: var option } } => $"{option.Name} needs a value",
        _ => error.Message,
    };

    private static Option<bool> Flag(string name, string? alias) =>
        new(name, alias == null ? [] : [alias]) { Arity = ArgumentArity.Zero, Recursive = true };

    private static Option<T> Valued<T>(string name, string? alias, ValueParser<T> parser)
    {
        return new Option<T>(name, alias == null ? [] : [alias])
        {
            Arity = ArgumentArity.OneOrMore,
            Recursive = true,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result =>
            {
                if (!parser(result.Tokens[^1].Value, out var value, out var error))
                    result.AddError(error!);
                return value;
            },
        };
    }
}
