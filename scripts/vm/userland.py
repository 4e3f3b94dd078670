# SPDX-License-Identifier: Apache-2.0
"""The guests' root file system: this machine's programs with their libraries, and what is to be tested."""

import os
import re
import shutil
import struct
import subprocess
import sysconfig
import tempfile
from pathlib import Path

import kernels

# Programs the tests or /sbin/init use as they are here; for all others the guest has busybox's.
PROGRAMS = ["bash", "bpftool", "dash", "ip", "kmod", "mount", "python3", "rm", "script", "setpriv", "strace", "tc", "umount"]
# Opened while a program runs, so that ldd does not know of them.
LIBRARIES = ["libbpf.so.1", "libgcc_s.so.1", "libssl.so.3", "libstdc++.so.6"]

# The disk's id in its partition table, by which machine.py's command line names it.
DISK_ID = 0x5B9FC0DE
PARTITION_START = 1 << 20

PASSWD = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
GROUP = "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"


class Userland:
    """A folder that becomes a disk. Everything is below /usr, as on a merged system: /bin, /sbin and /lib are links."""

    def __init__(self, root):
        self.root = Path(root)
        self.copied = set()

    def make(self):
        """All that tests need."""
        self.make_small(self.find("busybox"))
        for program in PROGRAMS:
            self.add_program(program)
        for library in LIBRARIES:
            self.add_library(library)
        self.add_python()
        self.link("sbin/modprobe", "kmod")
        # busybox's own shell prefers its applets to the programs in PATH
        self.link("bin/sh", "dash")

    def make_small(self, busybox):
        """The folders, busybox and /sbin/init: enough to run a job."""
        for folder in ("dev", "proc", "sys", "run", "tmp", "job", "root", "etc", "mnt", "boot", "var", "usr/bin", "usr/sbin", "usr/lib/modules", "usr/lib32", "usr/lib64"):
            (self.root / folder).mkdir(parents=True)
        for link in ("bin", "sbin", "lib", "lib32", "lib64"):
            (self.root / link).symlink_to(f"usr/{link}")
        for name, text in {"passwd": PASSWD, "group": GROUP, "hostname": "guest\n"}.items():
            (self.root / "etc" / name).write_text(text, encoding="utf-8")
        self.add_busybox(busybox)
        init = self.root / "usr/sbin/init"
        init.unlink(missing_ok=True)
        shutil.copy(Path(__file__).with_name("init"), init)
        init.chmod(0o755)

    def add_busybox(self, busybox):
        shutil.copy(busybox, self.root / "usr/bin/busybox")
        # what there is in it, this machine's says: that of another may not run here
        applets = subprocess.run([self.find("busybox"), "--list-full"], check=True, capture_output=True, text=True).stdout.split()
        for applet in applets:
            path = self.root / "usr" / applet.removeprefix("usr/")
            path.parent.mkdir(exist_ok=True)
            if not path.exists():
                path.symlink_to("/bin/busybox")

    def add_program(self, name):
        source = self.find(name)
        # where a program is looked for first, whatever busybox has elsewhere
        target = self.root / "usr/bin" / name
        for folder in ("bin", "sbin"):
            (self.root / "usr" / folder / name).unlink(missing_ok=True)
        shutil.copy(source, target)
        self.add_needed(source)

    def link(self, name, program):
        path = self.root / "usr" / name
        path.unlink(missing_ok=True)
        path.symlink_to(f"/bin/{program}")

    def add_library(self, name):
        known = subprocess.run(["/sbin/ldconfig", "-p"], check=True, capture_output=True, text=True).stdout
        found = re.search(rf"^\s+{re.escape(name)} \(.*x86-64.*\) => (\S+)$", known, re.MULTILINE)
        if not found:
            raise kernels.Unavailable(f"there is no {name} here, which the guests need")
        self.add_file(found.group(1))
        self.add_needed(found.group(1))

    def add_needed(self, path):
        """The libraries an ELF file needs, where it looks for them."""
        listed = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
        for library in re.findall(r"(?:=> )?(/\S+) \(0x", listed):
            self.add_file(library)

    def add_file(self, path):
        # /lib/x is /usr/lib/x on both sides
        inside = re.sub(r"^/(bin|sbin|lib|lib32|lib64)/", r"usr/\1/", path).lstrip("/")
        if inside in self.copied:
            return
        self.copied.add(inside)
        target = self.root / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)

    def add_python(self):
        library = Path(sysconfig.get_path("stdlib"))
        left_out = shutil.ignore_patterns("test", "idlelib", "lib2to3", "tkinter", "ensurepip", "pydoc_data", "__pycache__", "dist-packages",
                                          "site-packages", "config-*", "_test*", "_tkinter*", "*.a")  # fmt: skip
        copy = self.root / str(library).lstrip("/")
        shutil.copytree(library, copy, ignore=left_out, dirs_exist_ok=True)
        for module in (copy / "lib-dynload").glob("*.so"):
            self.add_needed(module)

    def add_tested(self, source, inside):
        """A folder or a file, with the libraries that the native programs in it need."""
        source, target = Path(source), self.root / inside.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_file():
            shutil.copy(source, target)
        else:
            shutil.copytree(source, target, symlinks=True)
        for path in [source] if source.is_file() else source.rglob("*"):
            if path.is_file() and os.access(path, os.X_OK) and path.suffix != ".dll":
                self.add_needed(path)

    @staticmethod
    def find(name):
        path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if not path:
            raise kernels.Unavailable(f"there is no {name} here, which the guests need")
        return path


def build(image, tested=None):
    """Makes the disk; tested is {path in the guest: folder or file here}."""
    image = Path(image)
    image.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vm-root-", dir=image.parent) as scratch:
        userland = Userland(Path(scratch) / "root")
        userland.make()
        for inside, source in (tested or {}).items():
            userland.add_tested(source, inside)
        write_disk(image, userland.root)


def write_disk(image, root, room=300):
    """One partition, so that the kernel finds its root by an id: the order in which disks get their names is not certain."""
    image.unlink(missing_ok=True)
    kernels.make_ext4(image, root, PARTITION_START, room)
    sectors = (image.stat().st_size - PARTITION_START) // 512
    entry = struct.pack("<B3sB3sII", 0, b"\xfe\xff\xff", 0x83, b"\xfe\xff\xff", PARTITION_START // 512, sectors)
    with open(image, "r+b") as disk:
        disk.seek(440)
        disk.write(struct.pack("<I2x", DISK_ID) + entry + bytes(48) + b"\x55\xaa")
