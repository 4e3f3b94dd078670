// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

public sealed class PassingPerfTests : PassingTests
{
    private protected override string Buffer => "perf";
}

public sealed class OutcomePerfTests : OutcomeTests
{
    private protected override string Buffer => "perf";
}

public sealed class FailedPerfTests : FailedTests
{
    private protected override string Buffer => "perf";
}

public sealed class KindPerfTests : KindTests
{
    private protected override string Buffer => "perf";
}

public sealed class LoadPerfTests : LoadTests
{
    private protected override string Buffer => "perf";
}

public sealed class LongNamePerfTests : LongNameTests
{
    private protected override string Buffer => "perf";
}

public sealed class NothingPassedPerfTests : NothingPassedTests
{
    private protected override string Buffer => "perf";
}

public sealed class WaitingPerfTests : WaitingTests
{
    private protected override string Buffer => "perf";
}

public sealed class JoinPerfTests : JoinTests
{
    private protected override string Buffer => "perf";
}

public sealed class FilterPerfTests : FilterTests
{
    private protected override string Buffer => "perf";
}

public sealed class WantedPerfTests : WantedTests
{
    private protected override string Buffer => "perf";
}

public sealed class HostileNamePerfTests : HostileNameTests
{
    private protected override string Buffer => "perf";
}

public sealed class SocketPerfTests : SocketTests
{
    private protected override string Buffer => "perf";
}

public sealed class EndPerfTests : EndTests
{
    private protected override string Buffer => "perf";
}

public sealed class StressPerfTests : StressTests
{
    private protected override string Buffer => "perf";
}

public sealed class KernelFilterPerfTests : KernelFilterTests
{
    private protected override string Buffer => "perf";
}

public sealed class WayPerfTests : WayTests
{
    private protected override string Buffer => "perf";
}

public sealed class OtherPathPerfTests : OtherPathTests
{
    private protected override string Buffer => "perf";
}

public sealed class MountPerfTests : MountTests
{
    private protected override string Buffer => "perf";
}

public sealed class HookDifferencePerfTests : HookDifferenceTests
{
    private protected override string Buffer => "perf";
}
