#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the benchmarks' JSON lines into a table, and BenchmarkDotNet's report into such lines.

    report.py table NAME MACHINE [--write DIRECTORY] <LINES     a Markdown table, also into DIRECTORY/<machine>/NAME.md
    report.py generator REPORT.json                             JSON lines
"""

import json
import pathlib
import re
import sys
import time

FIXED = ("bench", "ours", "peer", "peer_value", "unit", "ratio", "ratio_low", "ratio_high", "aim")

# What the generator's own issue allows, in ms, with a manifest of 500 structs.
GENERATOR_AIMS = {"FirstRun": 50, "AfterAnEditElsewhere": 1}


def verdict(line):
    """Whether the aim is met; by how much, when it is not."""
    aim = line.get("aim")
    if aim is None:
        return "", ""
    sign, limit = aim.split()
    met = line["ratio"] <= float(limit) if sign == "<=" else line["ratio"] >= float(limit)
    return aim, "yes" if met else "**no**"


def text(value):
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def table(name, machine, lines):
    if not lines:
        sys.exit(f"error: {name} printed nothing")
    columns = [key for key in lines[0] if key not in FIXED]
    # What is told of both sides beside the comparison comes last, as it does in the line.
    before = [key for key in columns if list(lines[0]).index(key) < list(lines[0]).index("ours")]
    after = [key for key in columns if key not in before]
    head = before + ["ours", "peer", "its value", "unit", "ratio", "quartiles", "aim", "met"] + after
    rows = [head, ["---"] * len(head)]
    for line in lines:
        aim, met = verdict(line)
        spread = f"{line['ratio_low']:.2f} to {line['ratio_high']:.2f}" if "ratio_low" in line else ""
        rows.append([text(line.get(key, "")) for key in before]
                    + [text(line["ours"]), line["peer"], text(line["peer_value"]), line["unit"], f"{line['ratio']:.2f}", spread,
                       aim.replace("<=", "≤").replace(">=", "≥"), met]
                    + [text(line.get(key, "")) for key in after])
    body = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"# {name}\n\n{machine}; {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC. Only the ratios mean something: ours / peer, the\n" \
        f"median over blocks of turns, with the quartiles. Made by `benchmarks/run.sh {name}`; docs/performance.md explains.\n\n{body}\n"


def generator(report):
    benchmarks = json.loads(pathlib.Path(report).read_text())["Benchmarks"]
    for benchmark in benchmarks:
        if benchmark["Statistics"] is None:
            sys.exit(f"error: BenchmarkDotNet has no result for {benchmark['Method']}; its report above says why")
    first = next(benchmark["Statistics"]["Median"] for benchmark in benchmarks if benchmark["Method"] == "FirstRun")
    for benchmark in benchmarks:
        statistics = benchmark["Statistics"]
        limit = GENERATOR_AIMS.get(benchmark["Method"])
        # What has no limit of its own is told beside everything for the first time.
        peer = limit * 1e6 if limit else first
        line = {
            "bench": "generator", "step": benchmark["Method"], "structs": 500,
            "ours": round(statistics["Median"] / 1e6, 4),
            "peer": "the limit" if limit else "FirstRun", "peer_value": round(peer / 1e6, 4), "unit": "ms",
            "ratio": round(statistics["Median"] / peer, 4),
            "ratio_low": round(statistics["Q1"] / peer, 4),
            "ratio_high": round(statistics["Q3"] / peer, 4),
        }
        if limit:
            line["aim"] = "<= 1.00"
        line["allocated_kb"] = benchmark.get("Memory", {}).get("BytesAllocatedPerOperation", 0) // 1024
        print(json.dumps(line))


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["generator"]:
        generator(arguments[1])
        return
    _, name, machine, *rest = arguments
    result = table(name, machine, [json.loads(line) for line in sys.stdin if line.strip()])
    print(result)
    if rest[:1] == ["--write"]:
        folder = pathlib.Path(rest[1]) / re.sub(r"[^a-z0-9.]+", "-", machine.lower()).strip("-")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.md").write_text(result)


main()
