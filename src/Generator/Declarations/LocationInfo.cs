// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SharpBpf.Generator.Declarations;

/// <summary>A place in C# source, without the syntax tree: a tree in the cache would keep an old compilation alive.</summary>
internal sealed record LocationInfo(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>Takes what is needed from a location in source.</summary>
    public static LocationInfo From(Location location)
        => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    /// <summary>
    /// Gives back a location in <paramref name="compilation"/>, so that <c>#pragma</c> and <c>.editorconfig</c> apply to what is reported there.
    /// </summary>
    public Location ToLocation(Compilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (tree.FilePath == Path && Span.End <= tree.Length)
                return Location.Create(tree, Span);
        }

        return Location.Create(Path, Span, Lines);
    }
}
