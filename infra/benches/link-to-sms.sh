#!/usr/bin/env bash
# From "send" to the SMS at the gateway, with 1,000 links a minute held (real Kannel, fake network).
set -euo pipefail
cd "$(dirname "$0")/../.."
# GENBA_BENCH_LINKS_PER_MINUTE and GENBA_BENCH_MINUTES change the load.
exec cargo test --release --locked --quiet -p genba --test links -- --ignored --nocapture
