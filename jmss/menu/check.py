# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a menu may hold: everything that is wrong with it, all at once, each with its place."""

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import msgspec

from jmss.errors import N_
from jmss.menu.command_line import PARAMETER_NAME, command_faults, names_in
from jmss.menu.fault import Fault
from jmss.menu.pattern import pattern_of
from jmss.menu.pattern_syntax import BadPattern
from jmss.menu.tree import Way, each
from jmss.menu.values import BadEntry, label_of, plain, value_of
from jmss.model.menu import Entry, Menu, Parameter, ParameterType
from jmss.model.schedules import PreparedJob

MOST_ENTRIES = 2_000
DEEPEST = 8
"""Folders in each other."""
MOST_PARAMETERS = 40
MOST_CHOICES = 200
LONGEST_NOTE = 4_000
MOST_BYTES = 1_000_000
"""Of the whole menu as it travels: it is one message to everybody who follows."""
MOST_LOOKS = 1_000_000
"""What the patterns and defaults of a menu may take together: some tenths of a second."""
PART = 100
"""Entries that are looked at in one go where a window waits."""
LONGEST_COMMAND = 16_000
"""Characters of a command with nothing put in; with the values it must still be one."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a menu is checked against."""

    roles: Collection[str]
    """Those that may start entries."""
    queues: Collection[str] | None = None
    """None: not known, and not looked at."""
    machines: Collection[str] | None = None
    """The execution machines, likewise."""


def menu_faults(menu: Menu, around: Around) -> list[Fault]:
    """Give everything that is wrong with a menu, held against what is around it."""
    checking = checked_in_parts(menu, around, entry_faults)
    while True:
        try:
            next(checking)
        except StopIteration as ended:
            faults: list[Fault] = ended.value
            return faults


def checked_in_parts(
    menu: Menu, around: Around, look: Callable[[Entry, Around], Iterable[Fault]]
) -> Generator[None, None, list[Fault]]:
    """Do the same in parts, for a window: it yields after every hundred entries.

    Args:
        menu: all of it.
        around: what it is checked against.
        look: gives what is wrong with one entry, for who has looked already.

    Returns:
        Everything that is wrong.
    """
    ways = list(each(menu.entries))
    if (whole := _too_much(menu, ways)) is not None:
        return [whole]
    looks = 0
    for at, way in enumerate(ways, 1):
        looks += _looks(way[-1])
        if at % PART == 0:
            yield
    if looks > MOST_LOOKS:
        return [Fault("", N_("The patterns of the menu are too much together: make them shorter."))]
    faults = list(_of_the_whole(ways))
    for at, way in enumerate(ways, 1):
        place = "/".join(entry.id or "?" for entry in way)
        for fault in look(way[-1], around):
            where = f"{place}: {fault.place}" if fault.place else place
            faults.append(replace(fault, place=where, entry=way[-1].id))
        if at % PART == 0:
            yield
    return faults


def _looks(entry: Entry) -> int:
    """Count how often a character is looked at until the defaults are held against patterns."""
    looks = 0
    for parameter in entry.parameters[:MOST_PARAMETERS]:
        if parameter.pattern:
            with suppress(BadPattern):
                looks += pattern_of(parameter.pattern).steps * (len(parameter.default) + 4)
    return looks


def entry_faults(entry: Entry, around: Around) -> Iterator[Fault]:
    """Give what is wrong with one entry or folder by itself; ``place`` names the field."""
    yield from _line("id", entry.id)
    yield from _line("title", entry.title)
    if len(entry.note) > LONGEST_NOTE:
        yield _too_long("note", LONGEST_NOTE)
    if entry.job is None:
        yield from _folder_faults(entry)
        return
    if entry.entries:
        yield Fault("entries", N_("It has a job and entries: a folder has no job of its own."))
    if len(entry.confirm) > LONGEST_NOTE:
        yield _too_long("confirm", LONGEST_NOTE)
    if entry.role not in around.roles:
        template = N_("There is no role {role} that may start entries. There are: {known}.")
        yield Fault("role", template, {"role": entry.role, "known": ", ".join(around.roles)})
    yield from _job_faults(entry.job, around)
    yield from _parameter_faults(entry, entry.job)


def _too_much(menu: Menu, ways: list[Way]) -> Fault | None:
    """See whether it is so much that looking closer would take too long."""
    if len(ways) > MOST_ENTRIES:
        return Fault("", N_("The menu may have {most} entries."), {"most": str(MOST_ENTRIES)})
    if len(msgspec.json.encode(menu)) > MOST_BYTES:
        template = N_("The menu is too large: it may have {most} bytes.")
        return Fault("", template, {"most": str(MOST_BYTES)})
    return None


def _of_the_whole(ways: list[Way]) -> Iterator[Fault]:
    counted = Counter(way[-1].id for way in ways)
    for way in ways:
        one = way[-1].id
        if counted[one] > 1 and one:
            template = N_("The id {id} is there {count} times: each entry needs one of its own.")
            place = "/".join(entry.id or "?" for entry in way)
            yield Fault(f"{place}: id", template, {"id": one, "count": counted[one]}, one)
        if len(way) > DEEPEST:
            place = "/".join(entry.id or "?" for entry in way)
            template = N_("It is too deep: there may be {most} folders in each other.")
            yield Fault(place, template, {"most": DEEPEST}, one)


def _folder_faults(entry: Entry) -> Iterator[Fault]:
    for field, is_there in (("parameters", entry.parameters), ("confirm", entry.confirm)):
        if is_there:
            yield Fault(field, N_("It has no job, so it is a folder, and a folder starts nothing."))


def _job_faults(job: PreparedJob, around: Around) -> Iterator[Fault]:
    yield from _line("job.name", job.name)
    if not job.command.strip():
        yield Fault("job.command", N_("It is missing: enter it."))
    elif len(job.command) > LONGEST_COMMAND:
        yield _too_long("job.command", LONGEST_COMMAND)
    elif "\0" in job.command:
        yield Fault("job.command", N_("It holds the character NUL, which no command can take."))
    else:
        for fault in command_faults(job.command):
            yield replace(fault, place="job.command")
    if not job.queue:
        yield Fault("job.queue", N_("Name the job queue that the job goes into."))
    elif around.queues is not None and job.queue not in around.queues:
        known = ", ".join(sorted(around.queues)) or "-"
        template = N_("There is no job queue {queue}. There are: {known}.")
        yield Fault("job.queue", template, {"queue": job.queue, "known": known})
    wanted = job.wanted_machine
    if wanted is not None and around.machines is not None and wanted not in around.machines:
        known = ", ".join(sorted(around.machines)) or "-"
        template = N_("There is no execution machine {machine}. There are: {known}.")
        yield Fault("job.wanted_machine", template, {"machine": wanted, "known": known})


def _parameter_faults(entry: Entry, job: PreparedJob) -> Iterator[Fault]:
    if len(entry.parameters) > MOST_PARAMETERS:
        template = N_("There may be {most} parameters.")
        yield Fault("parameters", template, {"most": MOST_PARAMETERS})
    counted = Counter(parameter.name for parameter in entry.parameters)
    used = names_in(job.command)
    for parameter in entry.parameters:
        place = f"parameters.{parameter.name or '?'}"
        if counted[parameter.name] > 1:
            yield Fault(f"{place}.name", N_("Two parameters have this name."))
        if parameter.name not in used:
            template = N_("The command has no {{{name}}}: put it there or remove the parameter.")
            yield Fault(f"{place}.name", template, {"name": parameter.name})
        for fault in _faults_of_one(parameter):
            yield replace(fault, place=f"{place}.{fault.place}")
    for name in used:
        if name not in counted and PARAMETER_NAME.fullmatch(name):
            template = N_(
                "{{{name}}} is no parameter of this entry: add one of this name, or write"
                " {{{{ and }}}} for braces of the shell."
            )
            yield Fault("job.command", template, {"name": name})


def _faults_of_one(parameter: Parameter) -> Iterator[Fault]:
    if not PARAMETER_NAME.fullmatch(parameter.name):
        yield Fault(
            "name",
            N_("A name has letters, digits and _, 40 at most, and no digit first."),
        )
    if len(parameter.note) > LONGEST_NOTE:
        yield _too_long("note", LONGEST_NOTE)
    if parameter.label:
        yield from _line("label", parameter.label)
    extras = list(_extras_faults(parameter))
    yield from extras
    # Only what can be checked at all is held against the rest.
    if not extras and parameter.default:
        try:
            value_of(parameter, None)
        except BadEntry as bad:
            yield Fault("default", bad.template, {"label": label_of(parameter), **bad.fields})


def _extras_faults(parameter: Parameter) -> Iterator[Fault]:
    if parameter.pattern:
        yield from _pattern_faults(parameter)
    is_choice = parameter.type is ParameterType.CHOICE
    if is_choice and not parameter.choices:
        yield Fault("choices", N_("There is nothing to choose from: enter the choices."))
    if not is_choice and parameter.choices:
        yield Fault("choices", N_("Only a choice has choices."))
    if is_choice:
        yield from _choice_faults(parameter)
    is_number = parameter.type is ParameterType.NUMBER
    least, most = parameter.least, parameter.most
    if not is_number and (least is not None or most is not None):
        yield Fault("least", N_("Only a number has a least and a most."))
    elif not all(math.isfinite(one) for one in (least, most) if one is not None):
        yield Fault("least", N_("The least and the most are numbers that can be written down."))
    elif least is not None and most is not None and least > most:
        template = N_("The least, {least}, is greater than the most, {most}.")
        yield Fault("least", template, {"least": plain(least), "most": plain(most)})


def _pattern_faults(parameter: Parameter) -> Iterator[Fault]:
    if parameter.type is not ParameterType.TEXT:
        yield Fault("pattern", N_("Only a text has a pattern."))
        return
    try:
        pattern_of(parameter.pattern)
    except BadPattern as bad:
        if bad.at:
            template = N_("The pattern cannot be used: {why} (character {at}).")
            yield Fault("pattern", template, {"why": bad.why, "at": bad.at})
        else:
            yield Fault("pattern", N_("The pattern cannot be used: {why}."), {"why": bad.why})


def _choice_faults(parameter: Parameter) -> Iterator[Fault]:
    if len(parameter.choices) > MOST_CHOICES:
        yield Fault("choices", N_("There may be {most} choices."), {"most": MOST_CHOICES})
    for choice, count in Counter(parameter.choices).items():
        if count > 1:
            template = N_("The choice {choice} is there {count} times.")
            yield Fault("choices", template, {"choice": choice, "count": count})
        if not choice.strip() or _has_controls(choice):
            yield Fault("choices", N_("A choice is one line of text and not empty."))


def _line(field: str, text: str) -> Iterator[Fault]:
    if not text.strip():
        yield Fault(field, N_("It is missing: enter it."))
    elif _has_controls(text):
        yield Fault(field, N_("It must be one line, without control characters."))


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text)


def _too_long(field: str, most: int) -> Fault:
    template = N_("It is too long: it may have {most} characters.")
    return Fault(field, template, {"most": most})
