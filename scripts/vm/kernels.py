# SPDX-License-Identifier: Apache-2.0
"""Debian's kernels: fetched with apt from the mirror this machine uses, checked by Debian's keys, kept in the user's cache."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import bzimage

CONF = Path(__file__).with_name("kernels.conf")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
WEEK = 7 * 24 * 3600


class Unavailable(Exception):
    """A kernel cannot be had; the text says why."""


@dataclass(frozen=True)
class Kernel:
    """A kernel that is ready to boot."""

    suite: str
    version: str  # as "6.1"
    release: str  # as uname -r prints it
    image: Path  # what QEMU boots
    modules: Path  # an ext4 image of /lib/modules


def configured():
    """The suites of kernels.conf with the version each is expected to have."""
    lines = (line.split("#")[0].split() for line in CONF.read_text(encoding="utf-8").splitlines())
    return {line[0]: line[1] for line in lines if line}


def cache():
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sharpbpf" / "kernels"


def fetch(suite, arch="amd64", log=print):
    """Returns the suite's kernel. It is looked for anew once a week; when that fails, the one that is there is good enough."""
    folder = cache() / f"{suite}-{arch}"
    had = cached(folder, suite)
    if had and time.time() - (folder / "kernel.json").stat().st_mtime < WEEK:
        return had
    try:
        return Archive(suite, arch, log).fetch(folder)
    except (Unavailable, OSError, ValueError, subprocess.SubprocessError) as error:
        if had:
            log(f"warning: no newer kernel of {suite}: {error}")
            return had
        raise Unavailable(str(error)) from error


def cached(folder, suite):
    try:
        facts = json.loads((folder / "kernel.json").read_text(encoding="utf-8"))
        kernel = Kernel(suite, facts["version"], facts["release"], folder / "kernel", folder / "modules.ext4")
    except (OSError, ValueError, KeyError):
        return None
    return kernel if kernel.image.exists() and kernel.modules.exists() else None


def mirror():
    """The Debian archive that this machine's own apt takes its packages from."""
    given = os.environ.get("DEBIAN_MIRROR")
    if given:
        return given
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        active = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        found = re.search(r"\bhttps?://\S+/debian/?(?=\s|$)", active)
        if found:
            return found.group()
    raise Unavailable("apt has no Debian archive among its sources here; set DEBIAN_MIRROR to the address of one")


class Archive:
    """One suite of the Debian archive, with apt's lists in a folder of their own: the machine's own are not touched."""

    def __init__(self, suite, arch, log):
        self.suite, self.arch, self.log = suite, arch, log
        self.folder = cache() / "apt" / f"{suite}-{arch}"
        self.options = [
            "-qq",
            "-o", f"Dir::Etc::sourcelist={self.folder}/sources.list",
            "-o", "Dir::Etc::sourceparts=/dev/null",
            "-o", f"Dir::State::lists={self.folder}/lists",
            "-o", f"Dir::Cache={self.folder}/cache",
            "-o", "APT::Sandbox::User=",
            "-o", f"APT::Architecture={arch}",
            "-o", f"APT::Architectures={arch}",
            "-o", "Acquire::Languages=none",
            "-o", "Acquire::Retries=2",
            "-o", "Acquire::http::Timeout=30",
        ]  # fmt: skip

    def apt(self, command, *arguments, where=None):
        result = subprocess.run(
            [command, *self.options, *arguments], cwd=where, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False
        )
        if result.returncode:
            raise Unavailable(f"{command} {' '.join(arguments)}: {result.stderr.strip() or result.stdout.strip()}")
        return result.stdout

    def update(self):
        if not KEYRING.exists():
            raise Unavailable(f"there is no {KEYRING} to check packages with; install debian-archive-keyring")
        for part in ("lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        # An old suite's release file is past its date, which is no reason to distrust its signature.
        (self.folder / "sources.list").write_text(
            f"deb [signed-by={KEYRING} check-valid-until=no] {mirror()} {self.suite} main\n", encoding="utf-8"
        )
        self.apt("apt-get", "update")

    def depends(self, package):
        """The packages' names in the newest version's Depends; None when there is no such package."""
        try:
            shown = self.apt("apt-cache", "show", "--no-all-versions", package)
        except Unavailable:
            return None
        line = re.search(r"^Depends: (.*)$", shown, re.MULTILINE)
        return re.findall(r"(?:^|[,|]) *([a-z0-9][a-z0-9.+-]*)", line.group(1)) if line else []

    def download(self, packages, folder):
        self.apt("apt-get", "download", *packages, where=folder)
        return sorted(folder.glob("*.deb"))

    def kernel_packages(self):
        """The packages that hold the image and the modules: one of both up to 6.x, two from 7.x on."""
        meta = f"linux-image-cloud-{self.arch}"
        image = next((name for name in self.depends(meta) or [] if re.match(r"linux-image-\d", name)), None)
        if not image:
            raise Unavailable(f"{self.suite} has no {meta}")
        flavour = image.removeprefix("linux-image-")
        wanted = []
        for names in (
            (f"linux-image-{flavour}-unsigned", f"linux-binary-{flavour}", f"linux-binary-unsigned-{flavour}", image),
            (f"linux-modules-{flavour}",),
            (f"linux-base-{flavour}",),
        ):
            wanted += [name for name in names if self.depends(name) is not None][:1]
        return wanted

    def fetch(self, folder):
        self.update()
        packages = self.kernel_packages()
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
            scratch = Path(scratch)
            self.log(f"fetching {' and '.join(packages)} ({self.suite})")
            for package in self.download(packages, scratch):
                subprocess.run(["dpkg-deb", "-x", package, scratch / "root"], check=True)
            facts = unpack(scratch / "root", scratch / "new", self.arch)
            (scratch / "new" / "kernel.json").write_text(json.dumps(facts), encoding="utf-8")
            if folder.exists():
                shutil.rmtree(folder)
            (scratch / "new").rename(folder)
        return cached(folder, self.suite)


def unpack(root, folder, arch):
    """Makes from the packages' files what a boot needs: the image that QEMU takes, and the modules on a disk."""
    folder.mkdir()
    compressed = next((path for path in sorted(root.rglob("vmlinuz*")) if path.is_file() and not path.is_symlink()), None)
    modules = next((path for path in sorted(root.glob("**/lib/modules/*")) if (path / "kernel").is_dir()), None)
    if not compressed or not modules:
        raise Unavailable("the packages hold no kernel image or no modules")
    image = compressed.read_bytes()
    config = next((path for path in sorted(root.rglob("config*")) if path.is_file() and path.name in ("config", f"config-{modules.name}")), None)
    if config and config.name != "config":  # libbpf looks in it for what a program asks of the kernel's configuration
        shutil.copy(config, modules / "config")
    (folder / "kernel").write_bytes(bzimage.vmlinux(image) if arch == "amd64" else image)
    # depmod wants them below lib/modules, the disk has them at its top
    subprocess.run(["depmod", "--basedir", modules.parent.parent.parent, modules.name], check=True)
    make_ext4(folder / "modules.ext4", modules.parent)
    return {"version": re.match(r"\d+\.\d+", modules.name).group(), "release": modules.name}


def make_ext4(image, source, offset=0, room=300):
    """An ext4 image with the files of a folder, and room (MiB) beside them, in which 5.10 finds nothing it does not know."""
    used = int(subprocess.run(["du", "-sk", source], check=True, capture_output=True, text=True).stdout.split()[0])
    subprocess.run(
        ["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal,^orphan_file,^metadata_csum_seed", "-E", f"root_owner=0:0,offset={offset}",
         "-d", source, image, f"{used * 5 // 4 + room * 1024}k"],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
