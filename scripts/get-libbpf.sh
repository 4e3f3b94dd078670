#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Usage: scripts/get-libbpf.sh
# Builds the libbpf of each Debian release that is newer than this machine's, from its source package, and prints a line
# "VERSION DIRECTORY" for each: LD_LIBRARY_PATH=DIRECTORY makes a program use it. Their binaries want a newer glibc, hence
# the sources. All of it goes to the user's cache; the second time nothing is fetched. Needs gcc, make, libelf-dev, zlib1g-dev.

set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sharpbpf-libbpf
suites=(trixie sid)

# apt with sources, lists and cache of its own, from the mirror that this system uses; the system's stay as they are.
apt_options=(-qq -o Dir::Etc::sourcelist="$cache/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$cache/lists"
    -o Dir::Cache="$cache/apt" -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=false)

fetch() {
    local mirror suite version
    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')
    [[ -n $mirror ]] || { echo "error: /etc/apt names no Debian mirror" >&2; exit 1; }
    mkdir -p "$cache"/{lists/partial,apt/archives/partial,source}
    for suite in "${suites[@]}"; do
        echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] $mirror $suite main"
    done > "$cache/sources.list"
    apt-get "${apt_options[@]}" update
    cd "$cache/source"
    for version in $(apt-cache "${apt_options[@]}" showsrc --only-source libbpf | sed -n 's/^Version: //p' | sort -uV); do
        # 1:1.5.0-3 is libbpf 1.5.0
        build "$version" "$(sed -E 's/^[0-9]+://; s/-.*//' <<< "$version")"
    done
}

build() {
    local debian=$1 version=$2
    [[ -e $cache/$version/libbpf.so.1 ]] && return
    apt-get "${apt_options[@]}" source --download-only "libbpf=$debian"
    rm -rf "libbpf-$version" && mkdir "libbpf-$version"
    tar -xf "libbpf_$version".orig.tar.* -C "libbpf-$version" --strip-components=1
    make -s -C "libbpf-$version/src" BUILD_STATIC_ONLY= OBJDIR="$cache/source/libbpf-$version/build" > "libbpf-$version.log" 2>&1 ||
        { tail -n 20 "libbpf-$version.log" >&2; exit 1; }
    mkdir -p "$cache/$version"
    cp -a "libbpf-$version"/build/libbpf.so.1* "$cache/$version/"
}

if [[ ! -e $cache/complete ]]; then
    fetch >&2
    touch "$cache/complete"
fi
for directory in "$cache"/*/; do
    if [[ -e $directory/libbpf.so.1 ]]; then echo "$(basename "$directory") ${directory%/}"; fi
done
