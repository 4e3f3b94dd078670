#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures sofdsnoop end to end: a line of JSON for each comparison on stdout, progress on stderr.
#
#   run.sh snoop|startup [--kernel VERSION] [--bcc] [OPTION…]
#
# --kernel: in a virtual machine with that kernel, like 6.1; --bcc: with Debian's bcc sofdsnoop as a peer (only there).
# --quick: to see that it runs. All other options are the benchmark program's: --hooks, --modes, --fds, --pairs, --milliseconds,
# --rounds; its --help tells.
# docs/performance.md says what each figure means. Needs root; nothing else should run meanwhile.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/common.sh
source "$here/../../scripts/common.sh"

built=$artifacts/end-to-end

build_peers() {
    mkdir -p "$built/peers"
    clang -O2 -g -target bpf -mcpu=v3 -Wall -Werror -I"/usr/include/$(uname -m)-linux-gnu" \
        -c "$here/bare/bare.bpf.c" -o "$built/peers/bare.bpf.o"
    llvm-strip -g "$built/peers/bare.bpf.o"
    # libbpf inside, as in the tool
    cc -O2 -Wall -Wextra "$here/bare/bare.c" -o "$built/peers/bare" -l:libbpf.a -l:libelf.a -l:libz.a ${zstd:+-l:libzstd.a}
    strip "$built/peers/bare"
    cc -O1 -std=gnu11 -pthread "$root"/tests/Kernel/workers/fdpass/*.c -o "$built/peers/fdpass"
}

# UseSharedCompilation: a compiler server would outlive this script, and keep its stderr open.
build_program() {
    local program=$artifacts/bin/Sofdsnoop.EndToEnd/release/Sofdsnoop.EndToEnd.dll
    [[ -e $program && -z $(find "$here" "$root"/Directory.*.props -newer "$program" -type f) ]] && return
    dotnet build "$here/Sofdsnoop.EndToEnd.csproj" --configuration Release --verbosity quiet -nologo \
        -nodeReuse:false -p:UseSharedCompilation=false </dev/null >&2
}

# A virtual machine has no .NET: there the program must be native.
build_native_program() {
    dotnet publish "$here/Sofdsnoop.EndToEnd.csproj" --configuration Release --runtime "linux-$(uname -m | sed s/x86_64/x64/)" \
        --output "$built/program" --verbosity quiet -nologo -nodeReuse:false -p:UseSharedCompilation=false </dev/null >&2
}

# Where libelf.a was built with zstd it does not link without.
zstd=
for archive in /usr/lib/*-linux-gnu/libelf.a; do grep -q ZSTD_decompress "$archive" && zstd=yes; done

bench=${1-} kernel='' bcc=''
[[ $bench == snoop || $bench == startup ]] || die "which benchmark? snoop or startup"
shift
options=()
while (($#)); do
    case $1 in
        --json) ;;
        --quick)
            options+=(--rounds 1)
            [[ $bench == startup ]] || options+=(--milliseconds 100)
            ;;
        --kernel) kernel=${2?--kernel needs a version}; shift ;;
        --bcc) bcc=yes ;;
        *) options+=("$1") ;;
    esac
    shift
done
((EUID == 0)) || die "BPF programs are loaded: run this as root"

require_dotnet
ensure test_packages
"$root/build.sh" >&2
build_peers

if [[ -z $kernel ]]; then
    [[ -z $bcc ]] || die "--bcc needs --kernel: bcc's sofdsnoop wants kprobes, headers and a Debian of its own"
    build_program
    # tracefs in a mount namespace of our own, for the tracepoint hook; the output in memory, so that no disk is measured
    exec unshare --mount sh -c 'mount -t tracefs nodev /sys/kernel/tracing 2>/dev/null; exec "$@"' sh \
        "$artifacts/bin/Sofdsnoop.EndToEnd/release/Sofdsnoop.EndToEnd" "$bench" --tool "$tool" --peers "$built/peers" \
        --output "/dev/shm/end-to-end-$$.out" "${options[@]}"
fi

build_native_program
prepare='umount /lib/modules'
machine=(--kernel "$kernel" --timeout "${VM_SECONDS:-900}" --memory 1536)
if [[ -n $bcc ]]; then
    machine+=(--root "$("$here/bcc-root.sh" "$kernel")")
    options+=(--bcc /tmp/bcc-sofdsnoop)
    # One line of it does not compile where the kernel's min() checks types at the end of a macro: there the line is written out.
    mend=''
    case $kernel in 6.1 | 6.12) mend='s/= min(num, MAX_FD);/= num < MAX_FD ? num : MAX_FD;/' ;; esac
    prepare+="; sed '$mend' /usr/sbin/sofdsnoop-bpfcc >/tmp/bcc-sofdsnoop"
fi
for file in "$tool" "$built/program/Sofdsnoop.EndToEnd" "$built"/peers/*; do machine+=(--file "$file"); done
# What it prints and what it says come mixed. The harness puts the kernel's modules where bcc looks for headers.
python3 "$root/scripts/vm" run "${machine[@]}" -- \
    sh -c "$prepare; exec \"\$@\"" sh \
    ./Sofdsnoop.EndToEnd "$bench" --tool ./sofdsnoop --peers . "${options[@]}" | tee >(grep -v '^{' >&2) | grep '^{'
