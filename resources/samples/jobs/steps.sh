#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Work in steps, one line each: steps.sh LANGUAGE SECONDS [EXIT_CODE]
language=$1 seconds=$2 code=${3:-0}
steps=$(( (seconds + 2) / 3 ))
step=0
while [ "$step" -lt "$steps" ]; do
    step=$((step + 1))
    records=$((step * 137 % 400 + 60))
    case $language in
    ja) echo "手順 $step/$steps: $records 件を処理しました" ;;
    *) echo "Step $step of $steps: $records records done" ;;
    esac
    rest=$((seconds - (step - 1) * 3))
    sleep "$((rest < 3 ? rest : 3))"
done
if [ "$code" -ne 0 ]; then
    case $language in
    ja) echo "エラー: 貸借が一致しません（終了コード $code）" >&2 ;;
    *) echo "Error: debit and credit do not match (exit code $code)" >&2 ;;
    esac
fi
exit "$code"
