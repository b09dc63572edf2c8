#!/usr/bin/env bash
# Whether the picture moves in a minute of 30 % loss, 200 ms and 300 kbit/s (needs root).
exec "$(dirname "$0")/../setup/behind-link.sh" loss --grep "weak$"
