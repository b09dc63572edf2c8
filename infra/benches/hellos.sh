#!/usr/bin/env bash
# ClientHellos from everywhere, 50,000 a second, while 1,000 connections are set up.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec infra/setup/siege.sh hellos "$@"
