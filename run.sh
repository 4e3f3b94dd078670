#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs sofdsnoop, building it first when a source has changed.
#
#   ./run.sh              sofdsnoop demo: passes real file descriptors and shows them
#   ./run.sh ARGS…        sofdsnoop ARGS…
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"

# What the build says goes to stderr: stdout is the tool's, for instance for a pipe.
tool_is_fresh || "$root/build.sh" >&2

(($#)) || set -- demo

# Tracing needs root. Help does not, and doctor tells what the user as such can do.
case $1 in
    -h | --help | --version | doctor | completions) exec "$tool" "$@" ;;
esac
if ((EUID != 0)) && command -v sudo >/dev/null; then
    exec sudo "$tool" "$@"
fi
exec "$tool" "$@"
