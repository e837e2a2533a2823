# SPDX-License-Identifier: GPL-3.0-or-later
"""How a job information subwindow was left, as the settings keep it."""

from collections.abc import Mapping
from typing import Any

from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jlook_client.tables.job_keys import SortedBy
from jlook_client.tables.jobs import JobTable

_GROUPS = {group.id: group for group in STATE_GROUPS}


def filter_state(chosen: JobFilter) -> dict[str, Any]:
    """Give what the operator filters by; which jobs changed at a return is not kept."""
    return {"text": chosen.text, "group": chosen.group.id, "queue": chosen.queue}


def filter_of(left: Mapping[str, Any]) -> JobFilter:
    """Read a filter; a group of a newer JLook is passed over.

    Raises:
        TypeError: it was not written by ``filter_state``.
    """
    text, queue = left.get("text", ""), left.get("queue")
    if not isinstance(text, str) or not isinstance(queue, str | None):
        raise TypeError
    group = _GROUPS.get(left.get("group", ""), JobFilter().group)
    return JobFilter(text=text, group=group, queue=queue)


def order_state(table: JobTable) -> dict[str, Any]:
    """Give by which columns the jobs are sorted."""
    by, then = table.order
    return {
        "column": by.column,
        "descending": by.descending,
        "then": then.column,
        "then_descending": then.descending,
    }


def order_of(left: Mapping[str, Any], table: JobTable) -> tuple[SortedBy, SortedBy]:
    """Read an order; a column that is not there any more gives the present one."""
    ids = [column.id for column in table.columns]
    by, then = table.order
    if left.get("column") in ids:
        by = SortedBy(left["column"], bool(left.get("descending")))
    if left.get("then") in ids:
        then = SortedBy(left["then"], bool(left.get("then_descending")))
    return by, then
