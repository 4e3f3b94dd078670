# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by build.sh, run.sh and test.sh: where things are, how we talk, and which packages a machine lacks.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts
tool=$artifacts/sofdsnoop

# Debian keeps bpftool in /usr/sbin, which is not in an ordinary user's PATH.
PATH=$PATH:/usr/sbin:/sbin

# A bare machine has no libicu, without which the SDK would not even start. The second setting keeps the SDK from warning
# that it then knows no language but the invariant one.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=false
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# No build process may outlive the script that started it.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $*"
    exit 1
}

require_dotnet() {
    command -v dotnet >/dev/null ||
        die "there is no 'dotnet' in PATH: install the .NET 10 SDK (https://dotnet.microsoft.com/download)"
    local version
    version=$(cd "$root" && dotnet --version 2>&1) || die "no fitting .NET SDK (global.json says which): $version"
    # The test executables look for the runtime where the SDK's installer puts it, unless told otherwise.
    if [[ -z ${DOTNET_ROOT:-} ]]; then
        DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
        export DOTNET_ROOT
    fi
}

# --- packages -------------------------------------------------------------------------------------------------------

missing=()

# need PACKAGE WHY CHECK [ARG…]: notes PACKAGE as missing when CHECK fails. Looking for the thing itself rather than
# for the package keeps this fast and lets a hand-installed clang count.
need() {
    local package=$1 why=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        missing+=("$package")
        say "missing: $package ($why)"
    fi
}

has_command() { command -v "$1"; }

# has_file PATH…: true when one of them exists (callers pass a glob, because the multiarch directory differs).
has_file() {
    local path
    for path; do [[ -e $path ]] && return 0; done
    return 1
}

# Since elfutils 0.189 libelf.a may be built with zstd; only then does a static link need libzstd.a.
has_zstd_where_libelf_needs_it() {
    has_file /usr/lib/*-linux-gnu/libzstd.a /usr/lib64/libzstd.a ||
        ! grep -q ZSTD_decompress /usr/lib/*-linux-gnu/libelf.a /usr/lib64/libelf.a 2>/dev/null
}

# What the SDK needs to speak TLS to NuGet; on a bare machine neither is there.
has_tls() { has_file /etc/ssl/certs/ca-certificates.crt && has_file /usr/lib/*-linux-gnu/libssl.so.3 /usr/lib64/libssl.so.3; }

build_packages() {
    need ca-certificates "root certificates and libssl, to restore NuGet packages" has_tls
    need clang "compiles the BPF programs and links the tool" has_command clang
    need llvm "llvm-strip takes the debug info out of the BPF objects" has_command llvm-strip
    need binutils "ld, objcopy and readelf for the tool" has_command readelf
    need libc6-dev "C headers and start files for the tool" has_file /usr/include/stdio.h
    need libbpf-dev "BPF headers, and libbpf.a for the tool" \
        has_file /usr/lib/*-linux-gnu/libbpf.a /usr/lib64/libbpf.a
    need libelf-dev "libelf.a, which libbpf reads objects with" \
        has_file /usr/lib/*-linux-gnu/libelf.a /usr/lib64/libelf.a
    need zlib1g-dev "libz.a, which libelf needs" has_file /usr/lib/*-linux-gnu/libz.a /usr/lib64/libz.a
    need libzstd-dev "libzstd.a, which this libelf needs" has_zstd_where_libelf_needs_it
}

# Ubuntu has bpftool inside linux-tools, in a directory for each kernel, and in PATH only a wrapper that insists on the
# running kernel's own.
bpftool_package() {
    if [[ -n $(apt-cache search --names-only '^bpftool$' 2>/dev/null) ]]; then echo bpftool; else echo linux-tools-generic; fi
}

has_bpftool() {
    bpftool version && return
    local tool
    for tool in /usr/lib/linux-tools/*/bpftool; do
        if "$tool" version; then
            PATH=${tool%/*}:$PATH
            return
        fi
    done
    return 1
}

# need_if_offered PACKAGE WHY CHECK [ARG…]: like need, but only where the distribution has the package. Asking apt takes
# a second or more, so the check comes first.
need_if_offered() {
    "${@:3}" >/dev/null 2>&1 || [[ -z $(apt-cache search --names-only "^$1\$" 2>/dev/null) ]] || need "$@"
}

test_packages() {
    build_packages
    need python3 "runs the test programs and adds up the results" has_command python3
    need gcc "compiles the C programs the tests compare with" has_command gcc
    need_if_offered gcc-multilib "compiles the 32-bit program whose fds the tests watch" has_file /usr/lib/gcc/*/*/32/libgcc.a
    need liburing-dev "for the io_uring program whose fds the tests watch" has_file /usr/include/liburing.h
    need strace "an independent witness of what a program passed" has_command strace
    need libbpf1 "the shared libbpf, which the runtime's tests load" has_file /usr/lib/*-linux-gnu/libbpf.so.1 /usr/lib64/libbpf.so.1
    need zsh "reads the completions that are made for it" has_command zsh
    need fish "reads the completions that are made for it" has_command fish
    need man-db "checks the man page" has_command man
    need bpftool "an independent reader of BTF and of BPF objects" has_bpftool
    need libxdp1 "BPF objects that others have made" has_file /usr/lib/*-linux-gnu/bpf/xdp-dispatcher.o /usr/lib64/bpf/xdp-dispatcher.o
    need_if_offered clang-16 "another compiler, whose objects must give the same manifest" has_command clang-16
    need_if_offered clang-19 "another compiler, whose objects must give the same manifest" has_command clang-19
    need_if_offered gcc-bpf "another compiler, whose objects must give the same manifest" has_command bpf-gcc
}

# What it takes to boot other kernels (scripts/vm).
kernel_packages() {
    need python3 "runs the virtual machines" has_command python3
    need qemu-system-x86 "boots other kernels" has_command qemu-system-x86_64
    need qemu-system-arm "boots an arm64 kernel" has_command qemu-system-aarch64
    need lld "links sofdsnoop for arm64" has_command ld.lld
    need busybox-static "the guests' small programs" has_command busybox
    need e2fsprogs "makes the guests' disks" has_command mke2fs
    need kmod "loads the guests' modules" has_command depmod
    need zstd "unpacks kernels" has_command zstd
    need lz4 "unpacks kernels" has_command lz4
    need iproute2 "sets up the guests' network" has_command ip
    need debian-archive-keyring "the keys Debian signs its kernels with" has_file /usr/share/keyrings/debian-archive-keyring.gpg
}

# ensure LIST: installs what LIST (a function of need lines) finds missing; no apt call at all when nothing is.
ensure() {
    missing=()
    "$1"
    ((${#missing[@]})) || return 0
    local before=${missing[*]}
    install_packages "${missing[@]}"
    missing=()
    "$1"
    ((${#missing[@]})) || return 0
    # What one package brought may need another (libelf.a, libzstd.a); the same one again is an error.
    [[ ${missing[*]} != "$before" ]] || die "installed, and still missing: ${missing[*]}"
    ensure "$1"
}

install_packages() {
    command -v apt-get >/dev/null || die "install these by hand (there is no apt-get here): $*"
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "neither root nor sudo; run as root: apt-get install $*"
        as_root=(sudo)
        # Without a terminal nobody can type a password; fail rather than wait.
        [[ -t 0 ]] || as_root+=(-n)
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)

    "${as_root[@]}" update </dev/null >&2 || say "warning: apt-get update failed; trying with the old package lists"
    local packages=" $* "
    if [[ $packages == *" bpftool "* ]]; then packages=${packages/ bpftool / $(bpftool_package) }; fi
    say "installing: ${packages# }"
    # shellcheck disable=SC2086 # package names have no blanks
    "${as_root[@]}" install -y --no-install-recommends $packages </dev/null >&2 ||
        die "apt-get could not install: ${packages# }"
    hash -r
}

# --- the tool -------------------------------------------------------------------------------------------------------

# True when no source is newer than the tool. Directories count as well: a deleted file shows only there.
tool_is_fresh() {
    [[ -x $tool ]] || return 1
    local newer
    newer=$(cd "$root" && find src bpf-templates scripts build.sh global.json Directory.Build.props Directory.Packages.props \
        -newer "$tool" -print -quit) || return 1
    [[ -z $newer ]]
}
