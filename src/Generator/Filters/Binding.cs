// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Filters;

/// <summary>What a C# parameter or local variable is in C.</summary>
internal abstract record Binding
{
    /// <summary>A C variable.</summary>
    /// <param name="Text">Its name.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Range">What it can hold, when that is less than its type can.</param>
    internal sealed record Variable(string Text, Scalar Type, Interval? Range) : Binding
    {
        /// <summary>False for a hook's parameter of another C type, whose text is a cast.</summary>
        public bool IsWritable => Text[0] != '(';

        /// <summary>Whether it counts a loop from a constant on: then the verifier knows its value in each step.</summary>
        public bool IsCounter { get; init; }
    }

    /// <summary>Another name for something in memory, which nobody writes to while the filter runs.</summary>
    internal sealed record Alias(Place Place) : Binding;

    /// <summary>A span.</summary>
    internal sealed record Span(ByteSpan Bytes) : Binding;

    /// <summary>All knobs. In C they are globals, so nothing is passed.</summary>
    internal sealed record Knobs : Binding;
}
