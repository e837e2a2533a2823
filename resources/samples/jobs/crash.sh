#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Work for a while, then die of a signal: crash.sh LANGUAGE SECONDS
language=$1 seconds=$2
case $language in
ja) echo "処理を開始します" ;;
*) echo "Working" ;;
esac
sleep "$seconds"
ulimit -c 0
kill -SEGV $$
