#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds artifacts/sofdsnoop: one native file that needs nothing but libc and libm.
#
#   ./build.sh            installs what is missing, builds when a source has changed
#   ./build.sh --force    builds in any case
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"

force=no
case ${1-} in
    '') ;;
    --force) force=yes ;;
    *) die "unknown argument '$1' (there is only --force)" ;;
esac

require_dotnet
ensure build_packages

if [[ $force == no ]] && tool_is_fresh; then
    say "artifacts/sofdsnoop is up to date"
    exit 0
fi

# elfutils 0.192 (Debian 13) forgot a part of its own in libelf.a; the linker would only say that symbols are missing.
for archive in /usr/lib/*-linux-gnu/libelf.a /usr/lib64/libelf.a; do
    [[ -e $archive ]] || continue
    symbols=$(nm "$archive" 2>/dev/null) || true
    if [[ $symbols == *" U eu_search_tree_init"* && $symbols != *" T eu_search_tree_init"* ]]; then
        die "$archive is incomplete (a fault of elfutils 0.192): nothing can be linked with it; take another libelf-dev"
    fi
done

case $(uname -m) in
    x86_64) rid=linux-x64 ;;
    aarch64) rid=linux-arm64 ;;
    *) die "no NativeAOT build for this machine ($(uname -m))" ;;
esac

mkdir -p "$artifacts"
# A failed build must not leave an old tool that looks like a new one.
rm -f "$tool"
# The tool gets the time at which the build began: what changes while it runs is newer.
stamp=$artifacts/.build-began
touch "$stamp"

say "building artifacts/sofdsnoop ($rid)"
dotnet publish "$root/src/Sofdsnoop/Sofdsnoop.csproj" --configuration Release --runtime "$rid" \
    --output "$artifacts/publish/sofdsnoop" --verbosity quiet -nologo -nodeReuse:false </dev/null ||
    die "the build failed"

native=$artifacts/publish/sofdsnoop/sofdsnoop
[[ -x $native ]] || die "the build left no $native"

# libbpf, libelf and libz must be inside. The loader is a part of libc.
foreign=$(readelf --dynamic --wide "$native" |
    sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libc\.so\.6|libm\.so\.6|ld-linux.*)$' || true)
[[ -z $foreign ]] || die "sofdsnoop would need more than libc and libm: ${foreign//$'\n'/ }"

cp "$native" "$tool.new"
touch -r "$stamp" "$tool.new"
mv "$tool.new" "$tool"
say "built artifacts/sofdsnoop ($(stat -c %s "$tool") bytes)"
