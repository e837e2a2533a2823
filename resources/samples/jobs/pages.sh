#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Print a report page by page: pages.sh LANGUAGE SECONDS
language=$1 seconds=$2
page=0
while [ "$page" -lt "$((seconds / 2))" ]; do
    page=$((page + 1))
    case $language in
    ja) echo "--- $page ページ ($(date +%H:%M:%S)) ---" ;;
    *) echo "--- page $page ($(date +%H:%M:%S)) ---" ;;
    esac
    seq -f "%05.0f" "$((page * 100))" 25 "$((page * 100 + 75))"
    sleep 2
done
