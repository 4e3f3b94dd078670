# SPDX-License-Identifier: Apache-2.0
"""One test on arm64: sofdsnoop, compiled here for it, shows what its demo passes on an arm64 kernel."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import kernels
import machine
import userland

# Its arm64 kernel and libraries; of the age that this machine's linker and .NET know.
SUITE = "bookworm"
SECONDS = 300

# What a NativeAOT program is linked with, and what it is run with.
PACKAGES = [
    "busybox-static", "libbpf-dev", "libc6", "libc6-dev", "libelf-dev", "libgcc-12-dev", "libgcc-s1", "linux-libc-dev", "zlib1g-dev",
]  # fmt: skip
LOADER = "lib/ld-linux-aarch64.so.1"
LIBRARIES = "lib/aarch64-linux-gnu"

NAME = "arm64 smoke test"


def run(root, report):
    """Records one test; skips it when a kernel or a package cannot be had."""
    try:
        kernel = kernels.fetch(SUITE, "arm64", log=report.log)
        system = sysroot(report.log)
    except kernels.Unavailable as error:
        report.add_text(NAME, "skipped", str(error))
        return
    report.log("building sofdsnoop for arm64")
    try:
        tool = publish(root, system)
    except subprocess.CalledProcessError as error:
        report.add_text(NAME, "error", f"sofdsnoop does not build for arm64\n{error.stdout}")
        return
    image = root / "artifacts" / "vm" / "arm64.ext4"
    build_root(image, system, tool)
    out = report.folder / "arm64"
    report.log(f"running {NAME}")
    with tempfile.TemporaryDirectory(prefix="vm-job-") as job:
        script = Path(job) / "run"
        script.write_text("#!/bin/sh\nuname -m\nexec /tests/sofdsnoop demo --format json --hook raw 2>&1\n", encoding="utf-8")
        script.chmod(0o755)
        outcome = machine.run(kernel, image, job, out, SECONDS, arch="arm64")
    said = (out / "log").read_text(encoding="utf-8", errors="replace")
    wrong = complaint(said) if outcome.status == 0 else f"ended with status {outcome.status}\n{outcome.words}"
    test = {"name": f"sofdsnoop demo on Linux {kernel.release}", "status": "failed" if wrong else "passed", "message": f"{wrong}\n{said}"}
    results = out / "results.json"
    results.write_text(json.dumps({"results": {"tests": [test]}}), encoding="utf-8")
    report.add(NAME, 1 if wrong else 0, round(outcome.seconds), results, out / "log", "arm64")


def complaint(said):
    """What is wrong with what the demo printed, or nothing: each fd is sent and received, with the same file behind it."""
    if not said.startswith("aarch64\n"):
        return "the machine is none of arm64"
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    sent, received = ([line["file"] for line in lines if line["action"] == action] for action in ("send", "recv"))
    if not sent:
        return "nothing was shown as sent"
    if sorted(sent) != sorted(received):
        return "what was received is not what was sent"
    return "" if re.search(r", 0 lost", said) else "something was lost"


def sysroot(log):
    """A root file system of arm64 for the linker, kept beside the kernels."""
    folder = kernels.cache() / f"{SUITE}-arm64-sysroot"
    if not folder.exists():
        archive = kernels.Archive(SUITE, "arm64", log)
        archive.update()
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
            log(f"fetching {' '.join(PACKAGES)} (arm64)")
            for package in archive.download(PACKAGES, Path(scratch)):
                subprocess.run(["dpkg-deb", "-x", package, Path(scratch) / "root"], check=True)
            (Path(scratch) / "root").rename(folder)
    return folder


def publish(root, system):
    out = root / "artifacts" / "publish" / "sofdsnoop-arm64"
    subprocess.run(
        ["dotnet", "publish", root / "src/Sofdsnoop/Sofdsnoop.csproj", "--configuration", "Release", "--runtime", "linux-arm64", "--output", out,
         "--verbosity", "quiet", "-nologo", "-nodeReuse:false", f"-p:SysRoot={system}", "-p:LinkerFlavor=lld"],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900,
    )  # fmt: skip
    return out / "sofdsnoop"


def build_root(image, system, tool):
    with tempfile.TemporaryDirectory(prefix="vm-root-", dir=image.parent) as scratch:
        root = Path(scratch) / "root"
        userland.Userland(root).make_small(system / "bin/busybox")
        shutil.copy(system / LOADER, root / "usr" / LOADER)
        (root / "usr" / LIBRARIES).mkdir()
        for library in ("libc.so.6", "libm.so.6"):
            shutil.copy(system / LIBRARIES / library, root / "usr" / LIBRARIES)
        (root / "tests").mkdir()
        shutil.copy(tool, root / "tests/sofdsnoop")
        userland.write_disk(image, root)
