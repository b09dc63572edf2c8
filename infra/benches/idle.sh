#!/usr/bin/env bash
# What connected sessions cost that send nothing: memory of each, CPU from 1 to 1000 rooms.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec infra/setup/siege.sh idle "$@"
