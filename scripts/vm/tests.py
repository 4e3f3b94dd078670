# SPDX-License-Identifier: Apache-2.0
"""Runs the kernel tests on every kernel, several machines side by side, and records the runs for scripts/add-up.py."""

import importlib
import json
import os
import shlex
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import arm64
import kernels
import machine
import suites
import userland

# the script that reads the same files in the end
sys.path.append(str(Path(__file__).resolve().parents[1]))
add_up = importlib.import_module("add-up")

# Fewer kernels than these prove too little: the whole run fails.
KERNELS_NEEDED = 3

# What the tool says when programs were to run while another run of them stood still on the same processor: newer kernels may take the
# processor from a program, and leave such runs out. An emulated processor stands still for a tenth of a second at a time.
SKIPPED_RUNS = "program runs skipped by the kernel"


class Report:
    """Lines of RUNS as add-up.py reads them: NAME STATUS SECONDS RESULTS LOG [WHERE]."""

    def __init__(self, runs, folder, log):
        self.runs, self.folder, self.log = Path(runs), Path(folder), log
        self.lock = threading.Lock()

    def add(self, *fields):
        with self.lock, open(self.runs, "a", encoding="utf-8") as file:
            file.write("\t".join(str(field) for field in fields) + "\n")

    def add_text(self, name, status, text):
        """What went wrong, or was left out, before there was a machine."""
        path = self.folder / (name.replace(" ", "-").replace("/", "-") + ".log")
        path.write_text(text + "\n", encoding="utf-8")
        self.log(f"{name}: {text}")
        self.add(name, status, 0, "-", path)


def run(artifacts, report, wanted=(), only=()):
    """Runs the suites with one of the words wanted in their names, on the kernels in only (all of both when empty)."""
    chosen = [suite for suite in suites.suites() if not wanted or any(word.lower() in suite.project.lower() for word in wanted)]
    if not chosen:
        return
    found = fetch(report, only)
    if found:
        image = artifacts / "vm" / "root.ext4"
        tested = {f"/tests/{suite.project}": artifacts / "bin" / suite.project / "release" for suite in chosen}
        for name in ("sofdsnoop", "bpf-objects"):
            if (artifacts / name).exists():
                tested[f"/tests/{name}"] = artifacts / name
        report.log("making the machines' disk")
        userland.build(image, tested)
        # Two processors a machine, since tests of per-CPU buffers need them; waiting and emulation's own threads leave room.
        with ThreadPoolExecutor(max(1, min(len(os.sched_getaffinity(0)), 8))) as pool:
            for done in [pool.submit(one, kernel, suite, image, report) for suite in chosen for kernel in found]:
                done.result()
    if not only and not wanted and not suites.is_quick():
        arm64.run(artifacts.parent, report)
    if not only and len(found) < KERNELS_NEEDED:
        report.add_text("kernels", "error", f"the tests ran on {len(found)} kernels, and need {KERNELS_NEEDED}")


def fetch(report, only):
    found = []
    for suite, version in kernels.configured().items():
        if only and not {suite, version} & set(only):
            continue
        try:
            found.append(kernels.fetch(suite, log=report.log))
        except kernels.Unavailable as error:
            report.add_text(f"kernel {version} ({suite})", "skipped", str(error))
    return found


def one(kernel, suite, image, report):
    """One machine, one suite."""
    where = f"{kernel.version} {suite.hook}".strip()
    name = f"{where} {suite.project}"
    out = report.folder / name.replace(" ", "-")
    patience = suites.EMULATED if machine.is_emulated() else 1
    seconds = suite.seconds * patience
    report.log(f"running {name}")

    def boot(suite, out):
        with tempfile.TemporaryDirectory(prefix="vm-job-") as job:
            script = Path(job) / "run"
            script.write_text(job_script(suite, patience, seconds), encoding="utf-8")
            script.chmod(0o755)
            # The machine outlives the tests by as much as it needs to start and to hand over.
            return machine.run(kernel, image, job, out, seconds + 60 * patience)

    outcome = boot(suite, out)
    if outcome.status and machine.is_emulated() and (methods := to_repeat(out / "results.json")):
        report.log(f"once more, since the kernel left out runs: {' '.join(methods)} in {name}")
        chosen = [word for method in methods for word in ("-method", method)]
        outcome = boot(replace(suite, arguments=(*suite.arguments, *chosen)), out / "again")
        put_in_place(out / "results.json", out / "again" / "results.json")
    log = out / "log"
    if outcome.words:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"\nthe machine gave no results\n{outcome.words}\n")
    status = "timeout" if outcome.status == machine.TIMED_OUT else outcome.status
    report.add(name, status, round(outcome.seconds), out / "results.json", log, where)


def to_repeat(results):
    """The methods of the tests that failed, when each did where the tool said that the kernel had left out runs of its programs; else none."""
    try:
        tests, errors = add_up.load_results(results)
        failed = [test for test in tests if test["status"] == "failed"]
        said = ["\n".join([test.get("message") or "", *(test.get("stdout") or [])]) for test in failed]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # add-up.py will say so
    if errors or not all(SKIPPED_RUNS in words for words in said):
        return []
    return sorted({test["name"].split("(")[0] for test in failed})


def put_in_place(results, again):
    """Tests that failed in results get what became of them in again, if they are there."""
    try:
        repeated = {test["name"]: test for test in add_up.load_results(again)[0]}
    except (OSError, ValueError, KeyError, TypeError):
        return  # they stay failures
    whole = json.loads(results.read_text(encoding="utf-8"), strict=False)
    tests = whole["results"]["tests"]
    tests[:] = [repeated.get(test["name"], test) if test["status"] == "failed" else test for test in tests]
    results.write_text(json.dumps(whole), encoding="utf-8")


def job_script(suite, patience, seconds):
    environment = {
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
        # What is compiled once and never again is compiled fast, not well: an emulated processor is slow at compiling.
        "DOTNET_TieredPGO": "0",
        "TEST_PATIENCE": str(patience),
        **suite.environment,
    }
    settings = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
    command = [f"./{suite.project}", "-noColor", "-noLogo", "-noAutoReporters", "-longRunning", "60",
               "-result-ctrf", "/job/out/results.json", *suite.arguments]  # fmt: skip
    return f"#!/bin/sh\n{settings}cd /tests/{suite.project}\nexec timeout {seconds} {shlex.join(command)}\n"
