#!/usr/bin/env bash
# The same with the caller behind 80 ms of round trip (needs root: two network namespaces).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export GENBA_BENCH_RTT_MS=80
export GENBA_BINARIES=${GENBA_BINARIES:-$here/../../target/release}
exec "$GENBA_BINARIES/genba-loadtest" link --near genba0 --far genba1 --delay-ms 40 --in near -- \
    "$here/first-picture.sh"
