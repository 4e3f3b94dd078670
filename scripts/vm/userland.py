# SPDX-License-Identifier: Apache-2.0
"""The guests' root file system: this machine's programs with their libraries, the .NET runtime, and what is to be tested."""

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path

import kernels

# Programs the tests or /sbin/init use as they are here; for all others the guest has busybox's.
PROGRAMS = ["bash", "bpftool", "dash", "ip", "kmod", "mount", "python3", "script", "setpriv", "strace", "tc", "umount"]
# Opened while a program runs, so that ldd does not know of them.
LIBRARIES = ["libbpf.so.1", "libgcc_s.so.1", "libstdc++.so.6"]

PASSWD = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
GROUP = "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"


class Userland:
    """A folder that becomes a disk. Everything is below /usr, as on a merged system: /bin, /sbin and /lib are links."""

    def __init__(self, root):
        self.root = Path(root)
        self.copied = set()

    def make(self):
        for folder in ("dev", "proc", "sys", "run", "tmp", "job", "root", "etc", "mnt", "var", "usr/bin", "usr/sbin", "usr/lib/modules"):
            (self.root / folder).mkdir(parents=True)
        for link in ("bin", "sbin", "lib", "lib64"):
            (self.root / link).symlink_to(f"usr/{link}")
        for name, text in {"passwd": PASSWD, "group": GROUP, "hostname": "guest\n"}.items():
            (self.root / "etc" / name).write_text(text, encoding="utf-8")
        self.add_busybox()
        for program in PROGRAMS:
            self.add_program(program)
        for library in LIBRARIES:
            self.add_library(library)
        self.add_python()
        self.link("sbin/modprobe", "kmod")
        # busybox's own shell prefers its applets to the programs in PATH
        self.link("bin/sh", "dash")
        init = self.root / "usr/sbin/init"
        init.unlink(missing_ok=True)
        shutil.copy(Path(__file__).with_name("init"), init)
        init.chmod(0o755)

    def add_busybox(self):
        source = self.find("busybox")
        shutil.copy(source, self.root / "usr/bin/busybox")
        applets = subprocess.run([source, "--list-full"], check=True, capture_output=True, text=True).stdout.split()
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
        inside = re.sub(r"^/(bin|sbin|lib|lib64)/", r"usr/\1/", path).lstrip("/")
        if inside in self.copied:
            return
        self.copied.add(inside)
        target = self.root / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)

    def add_python(self):
        library = Path(sysconfig.get_path("stdlib"))
        left_out = shutil.ignore_patterns("test", "idlelib", "lib2to3", "tkinter", "ensurepip", "pydoc_data", "__pycache__", "dist-packages",
                                          "site-packages", "config-*", "_test*", "*.a")  # fmt: skip
        shutil.copytree(library, self.root / str(library).lstrip("/"), ignore=left_out, dirs_exist_ok=True)
        for module in (library / "lib-dynload").glob("*.so"):
            self.add_needed(module)

    def add_dotnet(self, sdk):
        """The newest runtime of an SDK's folder, below /usr/share/dotnet."""
        target = self.root / "usr/share/dotnet"
        for part in ("host/fxr", "shared/Microsoft.NETCore.App"):
            versions = [path for path in (Path(sdk) / part).iterdir() if path.is_dir()]
            newest = max(versions, key=lambda path: [int(number) for number in re.findall(r"\d+", path.name)])
            shutil.copytree(newest, target / part / newest.name, dirs_exist_ok=True)

    def add_folder(self, source, inside):
        shutil.copytree(source, self.root / inside.lstrip("/"), symlinks=True)

    @staticmethod
    def find(name):
        path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if not path:
            raise kernels.Unavailable(f"there is no {name} here, which the guests need")
        return path


def build(image, dotnet=None, folders=None):
    """Makes the disk; folders are {path in the guest: folder here}."""
    image = Path(image)
    image.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vm-root-", dir=image.parent) as scratch:
        userland = Userland(Path(scratch) / "root")
        userland.make()
        if dotnet:
            userland.add_dotnet(dotnet)
        for inside, source in (folders or {}).items():
            userland.add_folder(source, inside)
        image.unlink(missing_ok=True)
        kernels.make_ext4(image, userland.root)
