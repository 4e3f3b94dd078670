# SPDX-License-Identifier: Apache-2.0
"""Virtual machines with other kernels.

    python3 scripts/vm fetch                              fetches the kernels of kernels.conf and lists them
    python3 scripts/vm test [-k 6.1]… [WORD…]             the kernel tests on every kernel, or on some; on suites with a WORD in their name
    python3 scripts/vm image                              makes the guests' root file system anew
    python3 scripts/vm disk IMAGE FOLDER                  makes another root file system of a folder that has all it needs, for run -r
    python3 scripts/vm run -k 6.1 [OPTIONS] -- CMD ARG…   boots one and runs a command as root in /job
"""

import argparse
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kernels
import machine
import tests
import userland

ROOT = Path(__file__).resolve().parents[2]
IMAGE = ROOT / "artifacts" / "vm" / "root.ext4"


def say(text):
    print(text, file=sys.stderr, flush=True)


def fetch(_):
    missing = 0
    for suite, version in kernels.configured().items():
        try:
            kernel = kernels.fetch(suite, log=say)
            print(f"{kernel.version}\t{suite}\t{kernel.release}\t{kernel.image}")
        except kernels.Unavailable as error:
            missing += 1
            print(f"{version}\t{suite}\tcannot be had: {error}")
    return 1 if missing else 0


def find(name):
    """A kernel by version or suite."""
    for suite, version in kernels.configured().items():
        if name in (suite, version):
            return kernels.fetch(suite, log=say)
    raise kernels.Unavailable(f"kernels.conf has no {name}")


def image(_):
    userland.build(IMAGE)
    return 0


def disk(options):
    userland.write_disk(Path(options.image), options.folder, options.room)
    return 0


def test(options):
    results = Path(options.results or ROOT / "artifacts" / "vm" / "results")
    if not options.results:
        shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True, exist_ok=True)
    tests.run(ROOT / "artifacts", tests.Report(results / "runs.tsv", results, say), options.words, options.kernel)
    if options.results:
        return 0
    return subprocess.run([sys.executable, ROOT / "scripts" / "add-up.py", results / "runs.tsv"], check=False).returncode


def run(options):
    kernel = find(options.kernel)
    root = Path(options.root or IMAGE)
    if not root.exists():
        userland.build(root)
    with tempfile.TemporaryDirectory(prefix="vm-job-") as scratch:
        job, out = Path(scratch) / "job", Path(options.out or Path(scratch) / "out")
        job.mkdir()
        for file in options.file:
            source = Path(file)
            if source.is_dir():
                shutil.copytree(source, job / source.name, symlinks=True)
            else:
                shutil.copy(source, job)
        script = job / "run"
        script.write_text(f"#!/bin/sh\nexec {shlex.join(options.command)}\n", encoding="utf-8")
        script.chmod(0o755)
        outcome = machine.run(kernel, root, job, out, options.timeout, options.memory, options.cpus)
        sys.stdout.buffer.write((out / "log").read_bytes())
        sys.stdout.flush()
        if outcome.words:
            say(f"the machine {'was ended after ' + str(options.timeout) + ' s' if outcome.status == machine.TIMED_OUT else 'died'}\n{outcome.words}")
        return outcome.status


def main():
    parser = argparse.ArgumentParser(prog="vm", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    commands.add_parser("fetch").set_defaults(do=fetch)
    commands.add_parser("image").set_defaults(do=image)
    other = commands.add_parser("disk")
    other.add_argument("image")
    other.add_argument("folder", help="with busybox, and with scripts/vm/init as /sbin/init")
    other.add_argument("--room", type=int, default=300, help="MiB beside the files (300)")
    other.set_defaults(do=disk)
    several = commands.add_parser("test")
    several.add_argument("-k", "--kernel", action="append", default=[], help="version or suite, as in kernels.conf")
    several.add_argument("-r", "--results", help="whose runs.tsv grows; without it, the runs are added up at once")
    several.add_argument("words", nargs="*")
    several.set_defaults(do=test)
    one = commands.add_parser("run")
    one.add_argument("-k", "--kernel", required=True, help="version or suite, as in kernels.conf")
    one.add_argument("-t", "--timeout", type=float, default=90, help="seconds until the machine is ended (90)")
    one.add_argument("-m", "--memory", type=int, default=2048, help="MiB (2048)")
    one.add_argument("-c", "--cpus", type=int, default=2)
    one.add_argument("-r", "--root", help="another root file system, made by disk (artifacts/vm/root.ext4, which is made when it is missing)")
    one.add_argument("-o", "--out", help="a folder for log, console, dmesg and what the job leaves in /job/out")
    one.add_argument("-f", "--file", action="append", default=[], help="a file or folder to be put into /job")
    one.add_argument("command", nargs="+")
    one.set_defaults(do=run)
    options = parser.parse_args()
    try:
        return options.do(options)
    except kernels.Unavailable as error:
        say(f"error: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
