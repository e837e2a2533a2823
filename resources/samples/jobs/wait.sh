#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Wait for a file that a partner sends late: wait.sh LANGUAGE SECONDS [EXIT_CODE]
language=$1 seconds=$2 code=${3:-0}
passed=0
while [ "$passed" -lt "$seconds" ]; do
    case $language in
    ja) echo "受信待ち… $passed 秒経過" ;;
    *) echo "Waiting for the file, $passed s" ;;
    esac
    pause=$((seconds - passed < 6 ? seconds - passed : 6))
    sleep "$pause"
    passed=$((passed + pause))
done
if [ "$code" -ne 0 ]; then
    case $language in
    ja) echo "エラー: ファイルが届きませんでした" >&2 ;;
    *) echo "Error: the file did not come" >&2 ;;
    esac
fi
exit "$code"
