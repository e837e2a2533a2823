# SPDX-License-Identifier: GPL-3.0-or-later
"""Summaries of absences: everything empty but what a test names."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from jlook_client.away import Away, Fate
from jmss.link.view import Cause

_KINDS = (
    "submitted",
    "started",
    "ended_normally",
    "ended_abnormally",
    "interrupted",
    "cancelled",
    "taken_over",
)


def absence(
    *,
    to_node: str = "SV2",
    seconds: float = 42.0,
    complete: bool = True,
    cause: Cause = Cause.SILENT,
    fates: Mapping[Fate, frozenset[int]] | None = None,
    **jobs: AbstractSet[int],
) -> Away:
    """Give an absence from VCOM1 on SV1."""
    return Away(
        server="VCOM1",
        from_node="SV1",
        to_node=to_node,
        seconds=seconds,
        complete=complete,
        cause=cause,
        events=0,
        fates=fates or {},
        **{kind: frozenset(jobs.get(kind, ())) for kind in _KINDS},
    )
