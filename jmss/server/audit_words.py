# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operation changes, in few words, for the audit log.

No command line, no job's name and no token are among them.
"""

from jmss.model.documents import kind_of
from jmss.model.environment import Environment
from jmss.model.environment_fields import Difference, Value, differences
from jmss.model.operations import (
    MakeToken,
    OpenQueue,
    Operation,
    PutDocument,
    RemoveDocument,
    RevokeToken,
    StopQueue,
)
from jmss.server.environment import environment_on
from jmss.server.facts import Facts

MOST = 2000
"""Characters; what is changed beyond is counted."""


def about(operation: Operation, facts: Facts) -> str:
    """Say what an operation changes; empty where the job's number says enough."""
    match operation:
        case PutDocument(document=Environment() as environment):
            return _changes(differences(environment_on(facts), environment))
        case PutDocument():
            document = operation.document
            return f"{kind_of(type(document))} {document.name} {document.revision}"
        case RemoveDocument():
            return f"{operation.kind} {operation.name} {operation.revision}"
        case OpenQueue() | StopQueue():
            return operation.queue[:MOST]
        case MakeToken():
            return f"{operation.user} {operation.role}"
        case RevokeToken():
            return operation.user
        case _:
            return ""


def _changes(found: list[Difference]) -> str:
    told: list[str] = []
    room = MOST
    for place, each in enumerate(found):
        words = f"{'.'.join(filter(None, each.place))}: {_value(each.was)} -> {_value(each.now)}"
        room -= len(words) + 2
        if room < 0:
            told.append(f"(+{len(found) - place})")
            break
        told.append(words)
    return "; ".join(told)


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)
