# SPDX-License-Identifier: GPL-3.0-or-later
"""What administrators write: checked, given the next revision, never over a newer one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from jmss.errors import N_, BadValue, NoSuchDocument, WrittenMeanwhile
from jmss.model.documents import AnyDocument, NamedKey, Removed, key_of, kind_of
from jmss.model.named_facts import Document
from jmss.model.operations import PutDocument, RemoveDocument
from jmss.model.schedules import Calendar, Schedule
from jmss.saying import Saying
from jmss.server.facts import Facts
from jmss.server.validation import check_line

Check = Callable[[AnyDocument, Facts, float], AnyDocument]
"""Sees that a document may hold beside these facts, at this moment, and gives what is to hold.

It raises ``Refused`` when it may not.
"""
Checks = Mapping[type[Document], Check]
NO_CHECKS: Checks = MappingProxyType({})

REMOVABLE = {kind_of(Schedule), kind_of(Calendar)}
"""The others are there once and for all."""


def written(put: PutDocument, facts: Facts, now: float, checks: Checks) -> AnyDocument:
    """Give the document that is to hold.

    Raises:
        Refused: it may not; ``WrittenMeanwhile`` when somebody else was quicker.
    """
    document = put.document
    check_line("name", document.name)
    _check_revision(key_of(document), document.revision, facts)
    check = checks.get(type(document))
    checked = document if check is None else check(document, facts, now)
    return msgspec.structs.replace(checked, revision=document.revision + 1)


def removed(remove: RemoveDocument, facts: Facts) -> Removed:
    """Give what is to be told of a document that goes.

    Raises:
        Refused: there is none, it cannot go, or it is of another revision.
    """
    if remove.kind not in REMOVABLE:
        rule = Saying(N_("one of {names}"), {"names": ", ".join(sorted(REMOVABLE))})
        raise BadValue(field="kind", value=remove.kind, rule=rule)
    key = remove.kind, remove.name
    if key not in facts.named:
        raise NoSuchDocument(kind=remove.kind, name=remove.name)
    _check_revision(key, remove.revision, facts)
    return Removed(kind=remove.kind, name=remove.name)


def _check_revision(key: NamedKey, revision: int, facts: Facts) -> None:
    held = facts.named.get(key)
    have = held.revision if isinstance(held, Document) else 0
    if have != revision:
        raise WrittenMeanwhile(kind=key[0], name=key[1], have=have, given=revision)
