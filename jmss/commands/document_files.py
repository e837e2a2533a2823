# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as JSON files, and the way of one to the server."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from jmss.commands.options import Calling
from jmss.errors import BadConfiguration, BadScheduleFile, NoSuchDocument
from jmss.link.caller import Caller
from jmss.model.documents import AnyDocument, key_of, kind_of
from jmss.model.named_facts import Document, NamedFact
from jmss.model.operations import PutDocument, RemoveDocument
from jmss.wire.messages import Documents

STANDARD = Path("-")
Kind = TypeVar("Kind", bound=Document)
Held = TypeVar("Held", bound=NamedFact)


def read_bytes(file: Path) -> bytes:
    """Read a file, or standard input for ``-``.

    Raises:
        BadConfiguration: it cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if file == STANDARD else file.read_bytes()
    except OSError as error:
        raise BadConfiguration(where=file, why=error.strerror or error) from error


def read_document(file: Path, kind: type[Kind]) -> Kind:
    """Read a document of a kind; a misspelt field is an error, not a default.

    Raises:
        BadConfiguration: the file cannot be read.
        BadScheduleFile: it holds no such document.
    """
    data = read_bytes(file)
    try:
        document = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadScheduleFile(file=file, why=error) from error
    unknown = next(_unknown(msgspec.json.decode(data), document), None)
    if unknown is not None:
        raise BadScheduleFile(file=file, why=f"there is no field {unknown}")
    return document


def document_text(document: NamedFact) -> object:
    """Give a document as plain data, for ``--json``: the file that is read again."""
    data = msgspec.to_builtins(document)
    assert isinstance(data, dict)
    return {name: value for name, value in data.items() if name != "k"}


def held_in(documents: Documents, kind: type[Held]) -> dict[str, Held]:
    """Give all facts of a kind by their names, in order."""
    found = {fact.name: fact for fact in documents.facts if isinstance(fact, kind)}
    return dict(sorted(found.items()))


def one_of(documents: Documents, kind: type[Held], name: str) -> Held:
    """Give one.

    Raises:
        NoSuchDocument: there is none of this name.
    """
    held = held_in(documents, kind).get(name)
    if held is None:
        raise NoSuchDocument(kind=kind_of(kind), name=name)
    return held


async def put_document(
    calling: Calling, caller: Caller, document: AnyDocument, *, over: bool
) -> int:
    """Let a document hold; give its new revision.

    Args:
        calling: the command.
        caller: asks the server.
        document: it names the revision that it was written from.
        over: take the place of whatever revision holds.

    Raises:
        Refused: it may not hold; ``WrittenMeanwhile`` when somebody was quicker.
    """
    if over:
        held = held_in(await caller.documents(), type(document)).get(document.name)
        document = msgspec.structs.replace(document, revision=held.revision if held else 0)
    await caller.ask(PutDocument(document=document), calling.operation)
    return document.revision + 1


async def remove_document(calling: Calling, kind: type[Kind], name: str) -> None:
    """Remove a document, of whatever revision.

    Raises:
        NoSuchDocument, CalendarInUse: there is none, or it is needed.
    """
    async with calling.caller() as caller:
        held = one_of(await caller.documents(), kind, name)
        remove = RemoveDocument(kind=key_of(held)[0], name=name, revision=held.revision)
        await caller.ask(remove, calling.operation)


def _unknown(data: object, built: object, where: str = "$") -> Iterator[str]:
    """Give the fields of the data that the built object does not know."""
    if isinstance(data, dict) and isinstance(built, msgspec.Struct):
        known = {field.encode_name: field.name for field in msgspec.structs.fields(built)}
        for name, value in data.items():
            if name in known:
                yield from _unknown(value, getattr(built, known[name]), f"{where}.{name}")
            elif name != built.__struct_config__.tag_field:
                yield f"{where}.{name}"
    elif isinstance(data, list) and isinstance(built, tuple):
        for place, (value, part) in enumerate(zip(data, built, strict=True)):
            yield from _unknown(value, part, f"{where}[{place}]")
