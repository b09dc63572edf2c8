#!/usr/bin/env bash
# How long the picture is frozen in a minute of 10 % loss and 80 ms round trip (needs root).
exec "$(dirname "$0")/../setup/behind-link.sh" loss --grep "loss$"
