#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Healthy: "waltap run" has written to its log in the last two minutes, and neither connector has failed.
set -eu

log=${WALTAP_DATA_DIR:-/var/lib/waltap}/waltap.log

[ -f "$log" ] || { echo "the log $log does not exist yet"; exit 1; }
[ -n "$(find "$log" -mmin -2)" ] || { echo "nothing was logged for two minutes"; exit 1; }
last=$(tail -n 5000 "$log" | grep -E 'source [A-Z]+.*, sink [A-Z]+' | tail -n 1) || true
echo "${last:-the log has no status yet}"
case $last in
  '' | *'source FAILED'* | *'sink FAILED'*) exit 1 ;;
esac
