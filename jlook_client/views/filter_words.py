# SPDX-License-Identifier: GPL-3.0-or-later
"""A job filter in words, for the operator who sees no jobs and wonders why."""

from jlook_client.tables.filter_language import written
from jlook_client.tables.job_filter import ALL, JobFilter
from jmss.texts import Texts


def filter_words(chosen: JobFilter, tr: Texts) -> str:
    """Say which filters are on."""
    parts = (part_words(part, tr) for part in chosen.parts())
    return tr("Filter: {parts}", parts=tr(", ").join(parts))


def part_words(part: JobFilter, tr: Texts) -> str:
    """Say one part of a filter."""
    if part.numbers is not None:
        return tr("changed jobs")
    if part.group != ALL:
        return tr("state “{word}”", word=tr(part.group.word))
    if part.queue is not None:
        return tr("queue “{queue}”", queue=part.queue)
    terms = part.terms()
    text = written(terms, tr.language)
    return tr("text “{text}”", text=text) if terms[0].key is None else text
