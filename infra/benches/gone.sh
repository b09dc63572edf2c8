#!/usr/bin/env bash
# From a network's return after 1, 10 and 60 s to a new frame (needs root).
exec "$(dirname "$0")/../setup/behind-link.sh" gone
