# SPDX-License-Identifier: Apache-2.0
"""What is tested on each kernel, and how long it may take."""

import os
from dataclasses import dataclass, field

# sofdsnoop's hooks, by what --hook calls them. Each kernel's tests run once with each.
HOOKS = ("fentry", "kprobe", "tracepoint", "raw")

# Tests that are the same whatever the hook carry this trait (tests/Kernel); they run with the first hook only.
ANY_HOOK = "Hook=any"

# How many times longer things may take on an emulated machine ($TEST_PATIENCE).
EMULATED = 10


@dataclass(frozen=True)
class Suite:
    """One run of a test project's program in a machine."""

    project: str
    seconds: int  # what it may take without emulation
    arguments: tuple = ()
    hook: str = ""
    environment: dict = field(default_factory=dict)


# Those of the library's tests that ask the kernel; the others would only be slower. The verifier takes minutes for one of the errors.
QUICK_RUNTIME = ("-class", "*KernelTests", "-class", "*MapSharingTests")
RUNTIME = (*QUICK_RUNTIME, "-class", "*ErrorTableTests")

# $KERNEL_TESTS=quick: what tells in minutes whether the tool works on a kernel with each hook, and what not every host can do
# itself (32-bit programs). Emulated, the rest takes hours.
QUICK_HOOK = ("-class", "*.PassingTests", "-class", "*.OutcomeTests")
QUICK = (*QUICK_HOOK, "-class", "*.WayTests", "-class", "*.HookTests", "-class", "*.OtherPathTests", "-class", "*.KindTests")


def is_quick():
    return os.environ.get("KERNEL_TESTS") == "quick"


def suites():
    if is_quick():
        for hook in HOOKS:
            yield tool(hook, 120, QUICK if hook == HOOKS[0] else QUICK_HOOK)
        yield runtime(QUICK_RUNTIME)
        return
    for hook in HOOKS:
        yield tool(hook, 300, () if hook == HOOKS[0] else ("-trait-", ANY_HOOK))
    yield runtime(RUNTIME)


def runtime(arguments):
    return Suite("SharpBpf.Runtime.Tests", 100, arguments, environment={"TEST_BPF_OBJECTS": "/tests/bpf-objects", "TEST_OWN_MACHINE": "1"})


def tool(hook, seconds, arguments):
    environment = {"SOFDSNOOP": "/tests/sofdsnoop", "SOFDSNOOP_HOOK": hook}
    return Suite("Sofdsnoop.Kernel.Tests", seconds, arguments, hook, environment)
