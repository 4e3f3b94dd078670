#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures ours and a peer on the same work, in one run, in turn, and prints their ratio.
#
#   ./benchmarks/run.sh                       all benchmarks; writes benchmarks/results/<machine>/NAME.md
#   ./benchmarks/run.sh NAME [OPTION…]        one of them
#   ./benchmarks/run.sh NAME --json           a line of JSON for each comparison, and no file
#   ./benchmarks/run.sh --check               proves that a slow reader shows and that an empty buffer is an error
#
# Options go to the benchmark: --quick has it run for a second or two, which checks that it works and measures nothing. Most need
# root. docs/performance.md says what each one does.
set -euo pipefail
# shellcheck source=../scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"
cd "$root"

# --- the benchmarks: each prints JSON lines to stdout ---------------------------------------------------------------

# A line for each: its name, and the command that its options are added to.
declare -A commands=(
    [ring]="libbpf ring"
    [stream]="libbpf stream"
    [perf]="libbpf perf"
    [maps]="libbpf maps"
    [snoop]="benchmarks/EndToEnd/run.sh snoop"
    [startup]="benchmarks/EndToEnd/run.sh startup"
    # in virtual machines, with bcc's tool: these take minutes each and are not among all
    [snoop-6.1]="benchmarks/EndToEnd/run.sh snoop --kernel 6.1 --bcc --hooks fentry,kprobe,tracepoint,raw --modes table,out,bare,bare-out,bcc,bcc-out --fds 1 --pairs 1"
    [snoop-6.1-many]="benchmarks/EndToEnd/run.sh snoop --kernel 6.1 --hooks fentry,kprobe,tracepoint,raw --modes table,json,out,bare --fds 253 --pairs 1"
    [snoop-7.2]="benchmarks/EndToEnd/run.sh snoop --kernel 7.2 --bcc --hooks fentry --modes table,out,bare,bare-out,bcc,bcc-out --fds 1 --pairs 1"
    [startup-6.1]="benchmarks/EndToEnd/run.sh startup --kernel 6.1 --bcc"
    [startup-7.2]="benchmarks/EndToEnd/run.sh startup --kernel 7.2 --bcc"
    [generator]="generator"
)
order=(ring stream perf maps snoop startup generator)

build() { # PROJECT
    dotnet build "$1" --configuration Release --verbosity quiet -nologo -nodeReuse:false </dev/null >&2 || die "$1 does not build"
}

# The C side is built here and not with the solution, which needs no C compiler. Vectors as wide as C# uses them.
libbpf_program=$artifacts/bin/SharpBpf.Libbpf.Benchmarks/release/SharpBpf.Libbpf.Benchmarks
peer_library=$artifacts/benchmarks/libpeer.so
peer_flags=(-O2 -Wall -Wextra -Wno-unused-parameter)
if grep -qw avx2 /proc/cpuinfo; then peer_flags+=(-mavx2); fi

build_libbpf() {
    [[ -z ${BENCHMARKS_BUILT:-} ]] && build benchmarks/Libbpf
    mkdir -p "$artifacts/benchmarks"
    # Under another name first: two runs at once must not load half a library.
    "${CC:-cc}" "${peer_flags[@]}" -shared -fPIC -fvisibility=hidden benchmarks/Libbpf/peer/*.c -o "$peer_library.$$" -lbpf
    mv "$peer_library.$$" "$peer_library"
}

libbpf() {
    build_libbpf
    SHARPBPF_PEER=$peer_library "$libbpf_program" "$@"
}

# BenchmarkDotNet's own report goes to stderr, what we compare comes from its JSON.
generator() {
    [[ -z ${BENCHMARKS_BUILT:-} ]] && build benchmarks/Generator
    local job=(--job short) folder=$artifacts/benchmarks/generator
    # Once, and in this process: otherwise each job is a project that is built first.
    [[ ${1-} == --quick ]] && job=(--job dry --inProcess) && shift
    rm -rf "$folder"
    "$artifacts/bin/SharpBpf.Generator.Benchmarks/release/SharpBpf.Generator.Benchmarks" "${job[@]}" \
        --artifacts "$folder" --exporters json "$@" >&2
    python3 benchmarks/report.py generator "$folder"/results/*-report*.json
}

# --- running them ---------------------------------------------------------------------------------------------------

benchmark_packages() {
    build_packages
    need gcc "compiles the C side of the comparisons" has_command "${CC:-cc}"
    need libbpf1 "the shared libbpf, which both sides use" has_file /usr/lib/*-linux-gnu/libbpf.so.1 /usr/lib64/libbpf.so.1
    need python3 "writes the results" has_command python3
}

# The processor and the kernel, which is what the ratios depend on.
machine() {
    local processor
    processor=$(sed -n 's/^model name[[:space:]]*: //p; s/^CPU part[[:space:]]*: /arm64 part /p' /proc/cpuinfo | head -n 1)
    echo "${processor:-$(uname -m)}, $(nproc) CPUs, Linux $(uname -r)"
}

json=no
check=no
names=()
options=()
while (($#)); do
    case $1 in
        --json) json=yes ;;
        --check) check=yes ;;
        -h | --help)
            sed -n '3,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 0
            ;;
        -*)
            options+=("$1")
            # an option and its value
            if [[ $1 != --quick && ${2-} && ${2-} != -* ]]; then
                options+=("$2")
                shift
            fi
            ;;
        *)
            [[ -n ${commands[$1]-} ]] || die "there is no benchmark '$1': ${order[*]}"
            names+=("$1")
            ;;
    esac
    shift
done

require_dotnet
ensure benchmark_packages
if [[ $check == yes ]]; then
    libbpf check "${options[@]}"
    exit
fi
((${#names[@]})) || names=("${order[@]}")
[[ $json == no || ${#names[@]} -eq 1 ]] || die "--json wants the name of one benchmark: ${order[*]}"

for name in "${names[@]}"; do
    read -r -a command <<<"${commands[$name]}"
    if [[ $json == yes ]]; then
        "${command[@]}" "${options[@]}"
        continue
    fi
    say "measuring $name"
    lines=$artifacts/benchmarks/$name.jsonl
    mkdir -p "$artifacts/benchmarks"
    "${command[@]}" "${options[@]}" >"$lines"
    # What was run to see that it runs is no result.
    if [[ " ${options[*]} " == *" --quick "* ]]; then
        python3 benchmarks/report.py table "$name" "$(machine)" <"$lines"
    else
        python3 benchmarks/report.py table "$name" "$(machine)" --write benchmarks/results <"$lines"
    fi
done
