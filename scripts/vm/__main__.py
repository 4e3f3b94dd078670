# SPDX-License-Identifier: Apache-2.0
"""Virtual machines with other kernels.

    python3 scripts/vm fetch                              fetches the kernels of kernels.conf and lists them
    python3 scripts/vm image                              makes the guests' root file system anew
    python3 scripts/vm run -k 6.1 [OPTIONS] -- CMD ARG…   boots one and runs a command as root in /job
"""

import argparse
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

import kernels
import machine
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


def run(options):
    kernel = find(options.kernel)
    root = Path(options.root or IMAGE)
    if root == IMAGE and not IMAGE.exists():
        userland.build(IMAGE)
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
    one = commands.add_parser("run")
    one.add_argument("-k", "--kernel", required=True, help="version or suite, as in kernels.conf")
    one.add_argument("-t", "--timeout", type=float, default=90, help="seconds until the machine is ended (90)")
    one.add_argument("-m", "--memory", type=int, default=1024, help="MiB (1024)")
    one.add_argument("-c", "--cpus", type=int, default=2)
    one.add_argument("-o", "--out", help="a folder for log, console, dmesg and what the job leaves in /job/out")
    one.add_argument("-r", "--root", help="another root file system, an ext4 image with busybox and with scripts/vm/init as /sbin/init")
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
