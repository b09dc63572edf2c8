#!/usr/bin/env bash
# A store of second copies stands still for GENBA_AWAY_S (600) seconds while a phone is live: nothing is lost, everything is copied afterwards.
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/setup/setup.sh
need_moto
export GENBA_AWAY_S=${GENBA_AWAY_S:-600}
cargo test --release --locked --quiet --workspace --test objects -- --nocapture stands_still |
    grep -E '^([0-9]+ s away|test result|thread|assertion)'
