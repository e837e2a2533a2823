# SPDX-License-Identifier: GPL-3.0-or-later
"""A notice in words: how many jobs and what became of them, then the first few by name."""

from collections.abc import Callable

from jlook_client.notices import Notice, Silence
from jmss.errors import N_
from jmss.texts import Texts

NameOf = Callable[[int], str]
"""Gives a job's name by its number; empty when the job is not known any more."""

LONGEST_NAME = 40
"""Characters of a job's name that are shown."""

_MEANWHILE = {
    Silence.MUTED: N_("While notices were muted:"),
    Silence.QUIET_HOURS: N_("During the quiet hours:"),
    Silence.AWAY: N_("While the link was down:"),
}


def notice_title(tr: Texts, notice: Notice, server: str) -> str:
    """Say what happened, failures first."""
    parts = []
    if notice.failed:
        parts.append(tr.plural("{n} job failed", "{n} jobs failed", notice.failed))
    if notice.taken_over:
        parts.append(
            tr.plural("{n} job lost its machine", "{n} jobs lost their machine", notice.taken_over)
        )
    return tr("{server}: {what}", server=server, what=tr(", ").join(parts))


def notice_text(tr: Texts, notice: Notice, name_of: NameOf) -> str:
    """Say when, and name the first few jobs."""
    named = tr(", ").join(_named(number, name_of(number)) for number in notice.first)
    more = notice.count - len(notice.first)
    if more > 0:
        named = tr("{named} and {n} more", named=named, n=more)
    lines = [named]
    if notice.digest is not Silence.NONE:
        lines.insert(0, tr(_MEANWHILE[notice.digest]))
    if not notice.complete:
        lines.append(tr("Not every change could be replayed; the tables show the outcome"))
    return "\n".join(lines)


def _named(number: int, name: str) -> str:
    name = "".join(letter if letter.isprintable() else "�" for letter in name)
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1] + "…"
    return f"{number} {name}".rstrip()
