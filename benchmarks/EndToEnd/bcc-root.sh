#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the path of an ext4 image with the Debian that belongs to a kernel: bcc's tools, python3, and that kernel's headers. Made
# once, with apt from the mirror this machine uses, and kept in the user's cache.
#
#   bcc-root.sh 6.1|7.2
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=${1:?which kernel}
case $version in
    5.10) suite=bullseye ;;
    6.1) suite=bookworm ;;
    6.12) suite=trixie ;;
    *) suite=sid ;;
esac
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sharpbpf/bcc
image=$cache/$suite.ext4
if [[ -e $image ]]; then
    echo "$image"
    exit
fi

mirror=${DEBIAN_MIRROR:-$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')} || true
if [[ -z $mirror ]]; then
    echo "error: apt has no Debian archive among its sources here; set DEBIAN_MIRROR to the address of one" >&2
    exit 1
fi
work=$cache/$suite
mkdir -p "$work"/{lists/partial,archives/partial,root}
# a system on which nothing is installed
: >"$work/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] $mirror $suite main" >"$work/sources.list"
apt() {
    apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$work/lists" \
        -o Dir::State::status="$work/status" -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" \
        -o APT::Sandbox::User=root -o APT::Install-Recommends=false "$@" >&2
}
apt update
apt install --download-only -y bpfcc-tools dash coreutils base-files base-passwd busybox-static
# of the headers only the files: what would build modules with them is not needed
headers=$(apt-cache -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$work/lists" \
    -o Dir::Cache="$work" depends linux-headers-cloud-amd64 | grep -oE 'linux-headers-[0-9][^ ]*cloud-amd64' | head -n 1)
common=$(sed -E 's/-cloud-amd64$/-common/' <<<"$headers")
(cd "$work/archives" && apt download "$headers" "$common")

# a merged /usr, whichever way the packages are made
cd "$work/root"
mkdir -p usr/{bin,sbin,lib,lib64} {dev,proc,sys,tmp,run,mnt,job,root,var/tmp}
for link in bin sbin lib lib64; do ln -sfn "usr/$link" "$link"; done
for package in "$work"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink --exclude=./usr/share/doc --exclude=./usr/share/man
done
# what init calls and no package brought
for applet in $(usr/bin/busybox --list); do
    [[ -e usr/bin/$applet || -e usr/sbin/$applet ]] || ln -s busybox "usr/bin/$applet"
done
install -m 755 "$here/../../scripts/vm/init" usr/sbin/init
python3 "$here/../../scripts/vm" disk --room 1000 "$image.new" "$work/root"
mv "$image.new" "$image"
rm -rf "$work"
echo "$image"
