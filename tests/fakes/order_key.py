# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of sorted jobs, said once more and as simply as can be: columns are held against it."""

from jlook_client.tables.column import SortValue

OrderKey = tuple[int, object, int]
"""Sorts a job among others; no two jobs have the same."""


def order_key(value: SortValue, number: int, *, descending: bool) -> OrderKey:
    """Give the place of a job in a sorted table.

    Jobs that are equal stand newest first, and those without a value stand last, in
    either direction.
    """
    if value is None:
        return (1, 0, -number)
    return (0, _turned(value) if descending else value, -number)


def _turned(value: str | float) -> object:
    if isinstance(value, str):
        return (*(-ord(letter) for letter in value), 1)
    return -value
