#!/usr/bin/env bash
# CPU and bytes of a recorded minute of one caller, ten at once.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo test --release --locked --quiet --workspace --test journal_cost -- --ignored --nocapture |
    grep -E '^(a minute|CPU|\{)'
