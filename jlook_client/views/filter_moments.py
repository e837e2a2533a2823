# SPDX-License-Identifier: GPL-3.0-or-later
"""Which moments the times in a filter mean, as the operator's language writes them."""

from jlook_client.tables.filter_keys import Kind
from jlook_client.tables.filter_language import written
from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.term_meaning import moment_of
from jlook_client.tables.times import moment_text
from jmss.texts import Texts


def moments_said(chosen: JobFilter, tr: Texts) -> str:
    """Say what ``after:02:00`` and the like mean; empty where there is no time in the filter."""
    lines = []
    for term in chosen.terms():
        if term.key is not None and term.key.kind is Kind.TIME:
            moments = (moment_text(moment_of(value, chosen.sense), tr) for value in term.values)
            part = written((term,), tr.language)
            lines.append(tr("{part} means {when}", part=part, when=tr(", ").join(moments)))
    return "\n".join(lines)
