#!/usr/bin/env bash
# What a film of a long recording costs: seconds, processor time and memory for each hour. [MINUTES], else 60.
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/setup/rust-bench.sh
export GENBA_BENCH_MINUTES=${1:-60}
rust_bench recording_bench --ignored films_of_hours | grep -E '^(an hour|a film|\{)'
