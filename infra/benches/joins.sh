#!/usr/bin/env bash
# A hundred joins behind 80 ms of round trip: every one succeeds, and how soon (needs root).
set -euo pipefail
export GENBA_BENCH_RUNS=${GENBA_BENCH_RUNS:-100}
exec "$(dirname "$0")/first-picture-rtt80.sh"
