#!/usr/bin/env bash
# From the caller's tap to the first JPEG and the first live frame on the console, on loopback.
set -euo pipefail
cd "$(dirname "$0")/../.."
export GENBA_BINARIES=${GENBA_BINARIES:-$PWD/target/release}
cd web-client
exec npx --no-install playwright test --config e2e/bench/playwright.config.ts first-picture
