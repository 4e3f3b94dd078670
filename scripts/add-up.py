#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up the results of test runs and prints the closing lines of test.sh.

usage: add-up.py RUNS

RUNS has a line for each test project, its fields separated by tabs:

    NAME  STATUS  SECONDS  RESULTS  LOG  [WHERE]

STATUS is the exit status of the test program, "timeout", or "build" when there was nothing to run. RESULTS is the
CTRF file the program wrote (it writes it last, so a program that died leaves none), LOG what it printed. WHERE, for
tests that run in several places, goes in front of each test's name. The STATUS "skipped" is of something that did not
run and says so, "error" of something that must not be: why, is in LOG.

A project that could not be built, died, ran out of time, ran no test, or failed without saying which test failed
counts as one failure, so that nothing which went wrong can look like success.
"""

import json
import re
import sys


def printable(text):
    """Test names and messages may hold anything a hostile file name holds; a terminal shall not act on it."""
    return "".join(c if c == "\n" or c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def indented(text, indent="      "):
    return "\n".join(indent + line[:300] for line in printable(text).strip("\n").split("\n"))


class Sum:
    def __init__(self):
        self.passed = 0
        self.failures = []  # (name, message)
        self.skips = []  # (name, reason)


def load_results(path):
    """What is in the CTRF file at path: its tests, and what fixtures and clean-ups threw, which belongs to no test."""
    with open(path, encoding="utf-8") as file:
        results = json.load(file, strict=False)["results"]
    return results["tests"], [error for suite in results.get("extra", {}).get("suites", []) for error in suite.get("errors", [])]


def read_results(path, total, where=""):
    """Adds the tests in the CTRF file at path to total; returns how many passed, failed and were skipped."""
    tests, errors = load_results(path)
    passed = failed = skipped = 0
    for test in tests:
        if test["status"] == "passed":
            passed += 1
        elif test["status"] == "failed":
            failed += 1
            trace = test.get("trace") or ""
            ours = [line for line in trace.split("\n") if re.search(r" in .*:line \d+", line)][:5]
            total.failures.append((where + test["name"], "\n".join([test.get("message") or "no message", *ours])))
        else:
            skipped += 1
            total.skips.append((where + test["name"], test.get("message") or f"no reason given ({test['status']})"))

    for error in errors:
        failed += 1
        total.failures.append((f"{where}{error['name']} ({error['type']})", error.get("message") or "no message"))

    total.passed += passed
    return passed, failed, skipped


def last_words(path):
    """What a program that died left behind: the crash report's head, or else its last lines."""
    try:
        with open(path, encoding="utf-8", errors="backslashreplace") as file:
            lines = file.read().strip("\n").split("\n")
    except OSError:
        return "it left no log"
    for number, line in enumerate(lines):
        if re.match(r"Unhandled exception|Process terminated|Fatal error|Stack overflow", line):
            return "\n".join(lines[number : number + 12])
    return "\n".join(lines[-20:])


def add_run(line, total):
    name, status, seconds, results, log, *place = line.rstrip("\n").split("\t")
    where = f"[{place[0]}] " if place else ""
    if status == "build":
        total.failures.append((name, "does not build\n" + last_words(log)))
        return f"{name}: does not build"
    if status in ("skipped", "error"):
        (total.skips if status == "skipped" else total.failures).append((name, last_words(log)))
        return f"{name}: {status}"

    try:
        passed, failed, skipped = read_results(results, total, where)
    except FileNotFoundError:
        passed = failed = skipped = 0
    except (ValueError, KeyError, TypeError) as error:
        passed = failed = skipped = 0
        total.failures.append((name, f"its results cannot be read: {error!r}"))
        return f"{name}: unreadable results"

    ended = "ran out of time" if status == "timeout" else f"ended with status {status}"
    if status == "timeout" or (status != "0" and not failed):
        total.failures.append((name, f"{ended} after {seconds} s\n" + last_words(log)))
        failed += 1
    elif passed + failed == 0:
        total.failures.append((name, "ran no test\n" + last_words(log)))
        failed += 1
    told = f"{name}: {passed} passed, {failed} failed"
    if skipped:
        told += f", {skipped} skipped"
    return f"{told} ({seconds} s)"


def main(runs):
    total = Sum()
    with open(runs, encoding="utf-8") as file:
        for line in file:
            print(add_run(line, total))
    if not (total.passed or total.failures or total.skips):
        total.failures.append(("test.sh", "there was nothing to run"))

    for name, reason in total.skips:
        print(f"SKIPPED {printable(name)}\n{indented(reason)}")
    for name, message in total.failures:
        print(f"FAILED  {printable(name)}\n{indented(message)}")

    closing = f"{total.passed} passed, {len(total.failures)} failed"
    if total.skips:
        closing += f", {len(total.skips)} skipped"
    print(closing, flush=True)
    return 1 if total.failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
