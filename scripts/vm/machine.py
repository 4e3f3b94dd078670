# SPDX-License-Identifier: Apache-2.0
"""One virtual machine, from power on to its results."""

import os
import platform
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TIMED_OUT = 124  # as of timeout(1)
DIED = 125

RESULT_ROOM = 1 << 30

# quiet: a serial line is slow. clearcpuid: QEMU's emulation of cx16 panics newer kernels now and then, and taking it from
# -cpu instead would keep it from programs compiled for it as well. The rest spares the boot what no test looks at.
COMMAND_LINE = (
    "quiet panic=-1 oops=panic root=PARTUUID=5b9fc0de-01 rootfstype=ext4 rw rootwait init=/sbin/init mitigations=off "
    "cryptomgr.notests audit=0"
)
ARCHITECTURES = {
    "amd64": ("qemu-system-x86_64", [], "console=ttyS0 talk=ttyS1 clearcpuid=141 i8042.nokbd i8042.noaux"),
    "arm64": ("qemu-system-aarch64", ["-machine", "virt,gic-version=3"], "console=ttyAMA0 talk=ttyS0"),
}


@dataclass
class Outcome:
    """How a job ended: its own exit status, or TIMED_OUT, or DIED; and for the last two the machine's last words."""

    status: int
    seconds: float
    words: str = ""


def accelerator(arch):
    """KVM only on a processor that shows virtualization: there are /dev/kvm that do not hold what they promise."""
    host = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine())
    if arch == host and os.access("/dev/kvm", os.W_OK):
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        if arch == "arm64" or re.search(r"\b(vmx|svm)\b", info):
            return ["-accel", "kvm", "-cpu", "host"]
    # single: with a thread for each processor, QEMU may keep what it translated of code that another one changes (docs/kernels.md)
    return ["-accel", "tcg,thread=single", "-cpu", "max,la57=off" if arch == "amd64" else "cortex-a72"]


def is_emulated(arch="amd64"):
    return "kvm" not in accelerator(arch)


def run(kernel, root, job, out, seconds, memory=2048, cpus=2, arch="amd64"):
    """Boots the kernel with a root file system (nothing stays written there), runs JOB/run as root, and leaves in OUT: what it
    printed (log), what the kernel did (console, dmesg), and everything the job put into /job/out."""
    out = Path(out)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name in ("console", "log"):  # even if QEMU does not come so far
        (out / name).touch()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vm-") as scratch:
        scratch = Path(scratch)
        pack(job, scratch / "job")
        with open(scratch / "results", "wb") as results:
            results.truncate(RESULT_ROOM)
        disks = [root, scratch / "job", scratch / "results", kernel.modules]
        status = boot(command(kernel, disks, out, memory, cpus, arch), scratch, seconds)
        took = time.monotonic() - began
        own = unpack(scratch / "results", out)
    if own is not None:
        return Outcome(own, took)
    return Outcome(TIMED_OUT if status is None else DIED, took, last_words(out))


def command(kernel, disks, out, memory, cpus, arch):
    program, machine, console = ARCHITECTURES[arch]
    talk = ["-serial", f"file:{out}/log"]
    if arch == "arm64":  # this kind of machine has one serial line of its own
        talk = ["-chardev", f"file,id=talk,path={out}/log", "-device", "pci-serial,chardev=talk"]
    line = [
        "setpriv", "--pdeathsig", "KILL",  # no machine outlives this program
        os.environ.get("QEMU", program), *machine, *accelerator(arch), "-smp", str(cpus), "-m", str(memory),
        "-nodefaults", "-display", "none", "-no-reboot",
        "-serial", f"file:{out}/console", *talk,
        "-kernel", str(kernel.image), "-append", f"{console} {COMMAND_LINE}", "-device", "nvme,serial=disks,id=disks",
    ]  # fmt: skip
    for number, disk in enumerate(disks, 1):
        # Only the results' disk is really written to.
        how = "cache=unsafe" if number == 3 else "snapshot=on"
        line += ["-drive", f"file={disk},if=none,id=disk{number},format=raw,{how}"]
        line += ["-device", f"nvme-ns,drive=disk{number},bus=disks,nsid={number}"]
    return line


def boot(line, scratch, seconds):
    """Runs QEMU; returns its status, or None when it had to be ended."""
    with open(scratch / "errors", "wb") as errors:
        # its temporary files go with the folder
        environment = {**os.environ, "TMPDIR": str(scratch)}
        with subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, env=environment) as machine:
            try:
                status = machine.wait(seconds)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                if machine.poll() is None:
                    machine.send_signal(signal.SIGKILL)
    said = (scratch / "errors").read_text(encoding="utf-8", errors="replace").strip()
    if said:
        with open(Path(line[line.index("-serial") + 1].removeprefix("file:")), "a", encoding="utf-8") as console:
            console.write(f"\n{said}\n")
    return status


def pack(job, path):
    with tarfile.open(path, "w") as archive:
        archive.add(job, arcname=".")
    # a disk is a whole number of sectors
    size = path.stat().st_size
    os.truncate(path, (size + 0xFFFF) // 0x10000 * 0x10000)


def unpack(path, out):
    """Takes the results from their disk; returns the job's exit status, None if the machine did not come so far."""
    try:
        # "r:" is plain tar: an empty disk would be tried as lzma otherwise, for long
        with tarfile.open(path, "r:") as archive:
            archive.extractall(out, filter="data")
        status = out / ".status"
        number = int(status.read_text(encoding="utf-8"))
        status.unlink()
        return number
    except (tarfile.TarError, OSError, ValueError):
        return None


def last_words(out):
    """The end of what was said; of a kernel that died, the lines that say why and where."""
    words = []
    for name in ("console", "log"):
        try:
            lines = (out / name).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        death = next((number for number, line in enumerate(lines) if re.search(r"Kernel panic|BUG:|Oops", line)), None)
        words += [f"{name}:", *(lines[-15:] if death is None else lines[death : death + 15])]
    return "\n".join(words)
