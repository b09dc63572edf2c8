#!/usr/bin/env bash
# kill -9 of the server, and full disks, while many act: acts without an entry, entries lost. [KILLS [ACTS [FULL]]]
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/setup/rust-bench.sh
export GENBA_BENCH_KILLS=${1:-100} GENBA_BENCH_ACTS=${2:-100000} GENBA_BENCH_FULL=${3:-20}
rust_bench trail_kills --ignored | grep -E '^(blows|acts|trail|goal 0|\{)'
