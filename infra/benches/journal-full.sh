#!/usr/bin/env bash
# A real file system of 2 MB that fills up under a recording: alarm, what is lost, when it goes on. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
source infra/setup/rust-bench.sh
GENBA_TEST_SMALL_DISK=$(mktemp -d)
export GENBA_TEST_SMALL_DISK
mount -t tmpfs -o size=2m tmpfs "$GENBA_TEST_SMALL_DISK"
trap 'umount "$GENBA_TEST_SMALL_DISK"; rmdir "$GENBA_TEST_SMALL_DISK"' EXIT
rust_bench journal_disks --ignored | grep -E '^(alarm|\{)'
