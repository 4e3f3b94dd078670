// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using SharpBpf.Build;

RootCommand root = new("Compiles BPF C for SharpBpf, and tells what is in a BPF object.");
root.Subcommands.Add(CompileCommand.Create());
root.Subcommands.Add(InspectCommand.Create());

ParseResult parsed = root.Parse(args);
return parsed.Errors.Count == 0 ? parsed.Invoke() : Usage(parsed);

// A wrong command line is exit code 2, to tell it from a source that does not compile.
static int Usage(ParseResult parsed)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"sharpbpf: {error.Message}");

    Console.Error.WriteLine("Try 'sharpbpf --help'.");
    return 2;
}
