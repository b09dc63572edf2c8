#!/usr/bin/env bash
# Runs a browser bench in a network namespace of its own, so that it can lay links to a far one.
# behind-link.sh FILE [PLAYWRIGHT OPTIONS]; needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" -eq 0 ] || { echo "this bench lays network links: run it as root" >&2; exit 1; }
export GENBA_BINARIES=${GENBA_BINARIES:-$PWD/target/release}
export GENBA_BENCH_NEAR=genba-near-$$ GENBA_BENCH_FAR=genba-far-$$
ip netns add "$GENBA_BENCH_NEAR"
trap 'ip netns del "$GENBA_BENCH_NEAR"; ip netns del "$GENBA_BENCH_FAR" 2>/dev/null || true' EXIT
ip netns add "$GENBA_BENCH_FAR"
ip -n "$GENBA_BENCH_NEAR" link set lo up
ip -n "$GENBA_BENCH_NEAR" addr add 10.99.255.1/32 dev lo
cd web-client
ip netns exec "$GENBA_BENCH_NEAR" npx --no-install playwright test --config e2e/bench/playwright.config.ts "$@"
