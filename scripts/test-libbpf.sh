#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Usage: scripts/test-libbpf.sh [ARGUMENT…]
# Runs the runtime's tests, as they were built last, with this machine's libbpf and with each newer one that get-libbpf.sh
# builds. The arguments go to the tests: "-class SharpBpf.Runtime.Tests.MapKernelTests". As root, to have all of them.

set -uo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

tests=$artifacts/bin/SharpBpf.Runtime.Tests/release/SharpBpf.Runtime.Tests
[[ -x $tests ]] || die "the tests are not built: ./test.sh Runtime"
require_dotnet
versions=$("$root/scripts/get-libbpf.sh") || die "the sources of newer libbpf could not be had"

failed=0
run() {
    say "== libbpf $1"
    env "${@:2}" "$tests" -noColor -noLogo "${arguments[@]}" || failed=1
}

arguments=("$@")
run "of this machine"
while read -r version directory; do
    run "$version" LD_LIBRARY_PATH="$directory" TEST_LIBBPF="${version%.*}"
done <<< "$versions"
exit $failed
