# SPDX-License-Identifier: GPL-3.0-or-later
"""What the jobs of the night have written so far."""

from jmss.model.jobs import Job, JobState

_STEPS = {
    "ja": (
        "前日分の受付を締め切ります",
        "明細を読み込みます",
        "部門別に集計します",
        "差異を照合します",
    ),
    "en": (
        "closing yesterday's intake",
        "reading the items",
        "adding up by department",
        "comparing",
    ),
}
_FAULT = {"ja": "差異が 3 件あります。終了コード 8", "en": "3 differences found; exit code 8"}


def output_of(job: Job, language: str) -> str:
    """Give a job's standard output."""
    steps = _STEPS[language]
    lines = [f"+ {job.command}"]
    for number, step in enumerate(steps, start=1):
        lines.append(f"[{number}/{len(steps)}] {step}")
        lines.extend(
            f"    {branch:03d}  {(branch * 7919 + job.number) % 90_000 + 10_000:>7,d}"
            for branch in range(number * 10, number * 10 + 6)
        )
    if job.state is JobState.ENDED_ABNORMALLY:
        lines.append(_FAULT[language])
    return "\n".join(lines) + "\n"
