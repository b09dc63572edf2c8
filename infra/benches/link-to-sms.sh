#!/usr/bin/env bash
# From "send" to the SMS at the gateway, with 1,000 links a minute held (real Kannel, fake network).
set -euo pipefail
cd "$(dirname "$0")/../.."
# GENBA_BENCH_LINKS_PER_MINUTE and GENBA_BENCH_MINUTES change the load.
source infra/setup/rust-bench.sh
rust_bench links --ignored
