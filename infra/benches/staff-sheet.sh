#!/usr/bin/env bash
# From a staff sheet's QR code on a new phone to the first frame on the console, and from the tap after code and purpose.
set -euo pipefail
cd "$(dirname "$0")/../.."
export GENBA_BINARIES=${GENBA_BINARIES:-$PWD/target/release}
cd web-client
exec npx --no-install playwright test --config e2e/bench/playwright.config.ts staff-sheet
