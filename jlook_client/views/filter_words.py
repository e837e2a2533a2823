# SPDX-License-Identifier: GPL-3.0-or-later
"""A job filter in words, for the operator who sees no jobs and wonders why."""

from jlook_client.tables.job_filter import ALL, JobFilter
from jmss.texts import Texts


def filter_words(chosen: JobFilter, tr: Texts) -> str:
    """Say which filters are on."""
    parts = []
    if chosen.group != ALL:
        parts.append(tr("state “{word}”", word=tr(chosen.group.word)))
    if chosen.queue is not None:
        parts.append(tr("queue “{queue}”", queue=chosen.queue))
    if chosen.text:
        parts.append(tr("text “{text}”", text=chosen.text))
    if chosen.numbers is not None:
        parts.append(tr("changed jobs"))
    return tr("Filter: {parts}", parts=tr(", ").join(parts))
