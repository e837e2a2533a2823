# SPDX-License-Identifier: GPL-3.0-or-later
"""How a job information subwindow was left, as the settings keep it."""

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import Qt

from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jlook_client.tables.jobs import JobTable

_GROUPS = {group.id: group for group in STATE_GROUPS}
_DESCENDING = Qt.SortOrder.DescendingOrder


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
    """Give by which column the jobs are sorted."""
    column, order = _sorted_by(table)
    return {"column": table.columns[column].id, "descending": order is _DESCENDING}


def order_of(left: Mapping[str, Any], table: JobTable) -> tuple[int, Qt.SortOrder]:
    """Read an order; a column that is not there any more gives the present one."""
    ids = [column.id for column in table.columns]
    if left.get("column") not in ids:
        return _sorted_by(table)
    descending = bool(left.get("descending"))
    return ids.index(left["column"]), _DESCENDING if descending else Qt.SortOrder.AscendingOrder


def _sorted_by(table: JobTable) -> tuple[int, Qt.SortOrder]:
    assert table.sorted_by is not None  # jobs always are
    return table.sorted_by
