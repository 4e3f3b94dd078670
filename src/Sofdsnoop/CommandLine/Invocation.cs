// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.CommandLine;

/// <summary>What a command line asks for.</summary>
internal abstract record Invocation
{
    internal sealed record Trace(TraceOptions Options) : Invocation;

    internal sealed record Demo(TraceOptions Options) : Invocation;

    internal sealed record Doctor : Invocation;

    /// <summary>For a shell that <see cref="Sofdsnoop.Completions.CompletionScripts"/> knows.</summary>
    internal sealed record Completions(string Shell) : Invocation;

    internal sealed record Help : Invocation;

    internal sealed record Version : Invocation;

    /// <summary>A wrong command line; the message says what to do, on one line.</summary>
    internal sealed record Wrong(string Message) : Invocation;
}
