// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What came of a <see cref="BpfProgram.TestRun(in TestRunOptions)"/>.</summary>
/// <param name="ReturnValue">What the program returned, the last time.</param>
/// <param name="Duration">How long one run took on average, as the kernel measured.</param>
/// <param name="DataLength">The bytes of the packet as the program left it, in <see cref="TestRunOptions.DataOut"/>.</param>
/// <param name="ContextLength">The bytes of the context as the program left it, in <see cref="TestRunOptions.ContextOut"/>.</param>
public readonly record struct TestRunResult(uint ReturnValue, TimeSpan Duration, int DataLength, int ContextLength);
