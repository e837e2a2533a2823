#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sort a small list of made-up records: sort.sh LANGUAGE SECONDS
language=$1 seconds=$2
case $language in
ja) echo "並べ替えを開始します" ;;
*) echo "Sorting" ;;
esac
sleep "$((seconds / 2))"
seq 1 200 | while read -r n; do echo "$((n * 7919 % 1000)) record-$n"; done | sort -n | tail -n 12
sleep "$((seconds - seconds / 2))"
