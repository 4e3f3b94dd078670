#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds everything and runs every test. The last line is "N passed, N failed" (", N skipped" when any was).
#
#   ./test.sh              all of tests/*/*.Tests.csproj
#   ./test.sh Runtime…     only the projects with one of these words in their name
#   ./test.sh --kernels …  and then the kernel tests among them once more on other kernels, in virtual machines (scripts/vm)
#
# KERNEL_TESTS=quick: on the other kernels only what tells whether the tool works there (docs/kernels.md).
# TEST_SECONDS: how long one project may take (1200). Results, one CTRF file and one log a project, are left in
# artifacts/test-results.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"
cd "$root"

seconds_allowed=${TEST_SECONDS:-1200}
results=$artifacts/test-results
runs=$results/runs.tsv

# What went wrong before add-up.py could run is a failure like any other, and the last line stays the last line.
closing_line_printed=no
trap '[[ $closing_line_printed == yes ]] || echo "0 passed, 1 failed"' EXIT

record() { # NAME STATUS SECONDS LOG
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$results/$1.ctrf.json" "$4" >>"$runs"
}

kernels=no
left_out=(-trait- "Needs=virtual machines")
if [[ ${1-} == --kernels ]]; then
    kernels=yes
    left_out=()
    shift
fi

# The BPF objects that tests compile are kept here, for the machines that have no clang.
export TEST_BPF_OBJECTS=$artifacts/bpf-objects
rm -rf "$TEST_BPF_OBJECTS"

selected=()
for project in tests/*/*.Tests.csproj; do
    [[ -e $project ]] || continue
    name=$(basename "$project" .csproj)
    (($#)) || selected+=("$project")
    for word; do
        if [[ ${name,,} == *"${word,,}"* ]]; then
            selected+=("$project")
            break
        fi
    done
done
((${#selected[@]})) || die "no test project matches: $*"

require_dotnet
ensure test_packages
if [[ $kernels == yes ]]; then ensure kernel_packages; fi
rm -rf "$results"
mkdir -p "$results"
: >"$runs"

build() { # NAME PROJECT; shows the errors, once each, and keeps all of it in a log
    local log=$results/$1.build.log
    say "building $2"
    if ! dotnet build "$2" --configuration Release --verbosity quiet -nologo -nodeReuse:false </dev/null >"$log" 2>&1; then
        grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sed -E 's/ \[[^]]*\]$//' | sort -u | head -40 >&2 || true
        return 1
    fi
}

unbuilt=" "
if (($#)) || ! build Sofdsnoop Sofdsnoop.sln; then
    # One by one: a project that does not build must not keep the others from being run.
    for project in "${selected[@]}"; do
        name=$(basename "$project" .csproj)
        if ! build "$name" "$project"; then
            record "$name" build 0 "$results/$name.build.log"
            unbuilt+="$name "
        fi
    done
    # A failure outside the test projects would otherwise go unnoticed.
    if ((!$#)) && [[ $unbuilt == " " ]]; then record Sofdsnoop build 0 "$results/Sofdsnoop.build.log"; fi
fi

if ! ./build.sh >"$results/build.sh.log" 2>&1; then
    tail -n 20 "$results/build.sh.log" >&2
    record build.sh build 0 "$results/build.sh.log"
fi

for project in "${selected[@]}"; do
    name=$(basename "$project" .csproj)
    [[ $unbuilt == *" $name "* ]] && continue
    if ! grep -qF "${project//\//\\}" Sofdsnoop.sln; then
        echo "$project is not in Sofdsnoop.sln" >"$results/$name.build.log"
        record "$name" build 0 "$results/$name.build.log"
        continue
    fi

    say "running $name"
    log=$results/$name.log
    began=$SECONDS
    status=0
    # timeout ends the whole process group, the processes a test has started included.
    timeout --kill-after=10 "$seconds_allowed" "$artifacts/bin/$name/release/$name" "${left_out[@]}" \
        -noColor -noLogo -noAutoReporters -longRunning 60 -result-ctrf "$results/$name.ctrf.json" \
        </dev/null >"$log" 2>&1 || status=$?
    ((status == 124 || status == 137)) && ((SECONDS - began >= seconds_allowed)) && status=timeout
    record "$name" "$status" "$((SECONDS - began))" "$log"
done

if [[ $kernels == yes ]]; then
    log=$results/kernels.log
    status=0
    python3 scripts/vm test --results "$results" -- "$@" 2> >(tee "$log" >&2) || status=$?
    ((status == 0)) || record kernels error 0 "$log"
fi

closing_line_printed=yes
python3 scripts/add-up.py "$runs"
