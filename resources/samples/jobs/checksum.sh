#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Check a small file against its checksum, again and again: checksum.sh LANGUAGE SECONDS
language=$1 seconds=$2
wanted=$(sha256sum <"$0")
passed=0
while [ "$passed" -lt "$seconds" ]; do
    pause=$((seconds - passed < 5 ? seconds - passed : 5))
    sleep "$pause"
    passed=$((passed + pause))
    [ "$(sha256sum <"$0")" = "$wanted" ] || exit 1
    case $language in
    ja) echo "照合 OK ${wanted%% *}" ;;
    *) echo "Checksum holds ${wanted%% *}" ;;
    esac
done
