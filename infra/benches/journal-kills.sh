#!/usr/bin/env bash
# kill -9 of a media node at random moments while it records: seconds lost of each stream. [KILLS], else 100.
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/setup/rust-bench.sh
export GENBA_BENCH_KILLS=${1:-100}
rust_bench journal_kill a_kill_costs | grep -E '^(kills|lost|\{)'
