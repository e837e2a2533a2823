# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``jmenu`` does without a window: list, start, check, import and export."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from jmss.access.roles import STARTING_ROLES
from jmss.commands.columns import table
from jmss.commands.endings import DONE, REFUSED, USAGE, Speaker, error_as_data
from jmss.commands.following import ended_job, ending_words
from jmss.commands.options import Calling
from jmss.errors import BadConfiguration, BadEntryValues, BadMenuFile, JmssError, NoSuchEntry
from jmss.menu.check import Around, menu_faults
from jmss.menu.fault import Fault
from jmss.menu.menu_file import Read, read, written
from jmss.menu.starting import start_of
from jmss.menu.tree import each, is_folder, titles, way_to
from jmss.model.changes import Fact
from jmss.model.jobs import JobState
from jmss.model.machines import Machine, ServerType
from jmss.model.menu import Entry, Menu, Parameter
from jmss.model.operations import PutDocument, StartEntry
from jmss.model.queues import Queue

STANDARD = Path("-")


async def list_entries(calling: Calling) -> int:
    """List the entries that can be started, with their parameters."""
    async with calling.caller() as caller:
        menu = _menu_in((await caller.listing()).facts)
    tr = calling.tr
    ways = [way for way in each(menu.entries) if not is_folder(way[-1])]
    rows = [
        (way[-1].id, titles(way), tr(way[-1].role), " ".join(map(_asked, way[-1].parameters)))
        for way in ways
    ]
    head = (tr("Id"), tr("Entry"), tr("Role"), tr("Values"))
    text = table(head, rows, frozenset()) if rows else tr("The menu has no entries yet.")
    data = {
        "revision": menu.revision,
        "entries": [_as_data(way[-1], titles(way)) for way in ways],
    }
    calling.speaker.say(text, data)
    return DONE


async def start_entry(
    calling: Calling, entry_id: str, values: Mapping[str, str], *, sure: bool, wait: bool
) -> int:
    """Start an entry once; say the number of its job.

    Raises:
        Refused: the server or a look at the menu says no.
    """
    tr = calling.tr
    async with calling.caller() as caller:
        menu = _menu_in((await caller.listing()).facts)
        way = way_to(menu.entries, entry_id)
        if not way or is_folder(way[-1]):
            raise NoSuchEntry(entry=entry_id)
        entry = way[-1]
        faults = start_of(entry, values).faults
        if faults:
            return _tell_faults(calling.speaker, BadEntryValues(entry=entry.title, why=""), faults)
        if entry.confirm and not sure:
            _confirm(calling, entry)
        answer = await caller.ask(
            StartEntry(entry=entry_id, values=dict(values)), calling.operation
        )
        number = answer.job or 0
        told = {"job": number, "operation": calling.operation, "entry": entry_id}
        calling.speaker.say(str(number), told)
        if not wait:
            return DONE
        job = await ended_job(caller, number)
    calling.speaker.say(ending_words(job, tr), msgspec.structs.asdict(job))
    return DONE if job.state is JobState.ENDED_NORMALLY else REFUSED


def check_file(speaker: Speaker, file: Path) -> int:
    """Say whether a file is a menu that can hold; queues and machines are not looked at."""
    there, faults = _read(file)
    if faults:
        return _tell_faults(speaker, BadMenuFile(file=file, n=len(faults)), faults)
    assert there.menu is not None
    count = len(list(each(there.menu.entries)))
    told = speaker.tr("{file} can be imported: {n} entries.", file=file, n=count)
    speaker.say(told, {"entries": count})
    return DONE


async def import_file(calling: Calling, file: Path, *, over: bool) -> int:
    """Let the menu of a file hold in place of the server's; all of it or nothing.

    Raises:
        Refused: the server says no; ``WrittenMeanwhile`` when the file is of an older revision.
    """
    speaker = calling.speaker
    there, faults = _read(file)
    menu = there.menu
    if faults or menu is None:
        return _tell_faults(speaker, BadMenuFile(file=file, n=len(faults)), faults)
    async with calling.caller() as caller:
        facts = (await caller.listing()).facts
        faults = menu_faults(menu, _around(facts))
        if faults:
            return _tell_faults(speaker, BadMenuFile(file=file, n=len(faults)), faults)
        held = _menu_in(facts).revision
        base = held if over or there.revision is None else there.revision
        put = PutDocument(document=msgspec.structs.replace(menu, revision=base))
        await caller.ask(put, calling.operation)
    told = {"revision": base + 1, "operation": calling.operation}
    speaker.say(calling.tr("The menu is at revision {revision} now.", revision=base + 1), told)
    return DONE


async def export_file(calling: Calling, file: Path) -> int:
    """Write the server's menu into a file; ``-`` is standard output.

    Raises:
        BadConfiguration: the file cannot be written.
    """
    async with calling.caller() as caller:
        menu = _menu_in((await caller.listing()).facts)
    text = written(menu)
    if file == STANDARD:
        calling.speaker.say(text.rstrip("\n"), msgspec.to_builtins(menu))
        return DONE
    _save(file, text)
    count = len(list(each(menu.entries)))
    told = calling.tr("The menu is in {file}: {n} entries.", file=file, n=count)
    calling.speaker.say(told, {"file": str(file), "entries": count, "revision": menu.revision})
    return DONE


def _menu_in(facts: Iterable[Fact]) -> Menu:
    return next((fact for fact in facts if isinstance(fact, Menu)), Menu())


def _around(facts: Iterable[Fact]) -> Around:
    facts = list(facts)
    machines = {
        fact.name
        for fact in facts
        if isinstance(fact, Machine) and fact.server_type is ServerType.EXECUTION_MACHINE
    }
    queues = {fact.name for fact in facts if isinstance(fact, Queue)}
    return Around(roles=STARTING_ROLES, queues=queues, machines=machines)


def _asked(parameter: Parameter) -> str:
    """Say what stands for a parameter on the command line."""
    value = parameter.default or parameter.type.value
    word = f"{parameter.name}={value}"
    return f"[{word}]" if parameter.default or not parameter.required else word


def _as_data(entry: Entry, where: str) -> dict[str, object]:
    return {
        "id": entry.id,
        "title": entry.title,
        "path": where,
        "note": entry.note,
        "role": entry.role,
        "confirm": entry.confirm,
        "parameters": msgspec.to_builtins(entry.parameters),
    }


def _confirm(calling: Calling, entry: Entry) -> None:
    """Ask whoever sits at the terminal.

    Raises:
        click.UsageError: nobody sits there.
        click.Abort: the answer is no.
    """
    tr = calling.tr
    if calling.speaker.as_json or not sys.stdin.isatty():
        raise click.UsageError(
            tr(
                "{entry} asks to be confirmed: {text} Add --yes.",
                entry=entry.id,
                text=entry.confirm,
            )
        )
    click.confirm(entry.confirm, abort=True, err=True)


def _read(file: Path) -> tuple[Read, Sequence[Fault]]:
    try:
        data = sys.stdin.buffer.read() if file == STANDARD else file.read_bytes()
    except OSError as error:
        raise BadConfiguration(where=file, why=error.strerror or error) from error
    what = read(data)
    if what.menu is None:
        return what, what.faults
    return what, menu_faults(what.menu, Around(roles=STARTING_ROLES))


def _save(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadConfiguration(where=file, why=error.strerror or error) from error


def _tell_faults(speaker: Speaker, error: JmssError, faults: Iterable[Fault]) -> int:
    tr, faults = speaker.tr, list(faults)
    if speaker.as_json:
        told = [{"place": fault.place, "text": fault.told(tr)} for fault in faults]
        speaker.say("", {"error": error_as_data(error, tr), "faults": told})
    else:
        speaker.note("\n".join((tr.error(error).rstrip(), *(one.located(tr) for one in faults))))
    return REFUSED if isinstance(error, BadEntryValues) else USAGE
