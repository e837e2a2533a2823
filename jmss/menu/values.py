# SPDX-License-Identifier: GPL-3.0-or-later
"""What is entered for the parameters of an entry: checked all at once, brought into one form."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from jmss.errors import N_
from jmss.menu.fault import Fault
from jmss.menu.pattern import pattern_of
from jmss.model.menu import Parameter, ParameterType

LONGEST = 1000
"""Characters of a value."""
LONGEST_WITH_PATTERN = 200
"""Of one that is held against a pattern: that takes its time for each."""
MOST_STRANGERS = 5
"""Values without a parameter that are told of."""
SHOWN = 60
"""Characters of a value that an error repeats."""

YES, NO = "yes", "no"
_MEANT = {
    **dict.fromkeys((YES, "y", "true", "1", "on", "はい"), YES),
    **dict.fromkeys((NO, "n", "false", "0", "off", "いいえ"), NO),
}
_NUMBER = re.compile(r"[+-]?(\d{1,30})(\.\d{1,30})?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)


class BadEntry(Exception):
    """One value cannot be taken."""

    def __init__(self, template: str, **fields: object) -> None:
        super().__init__(template)
        self.template = template
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of checking."""

    values: Mapping[str, str]
    """In the form in which they go into the command; those without fault."""
    faults: tuple[Fault, ...]
    """``place`` is the name of the parameter."""


def label_of(parameter: Parameter) -> str:
    """Give the name that people know a parameter by."""
    return parameter.label or parameter.name


def entered(parameters: Sequence[Parameter], values: Mapping[str, str]) -> Entered:
    """Check everything that was entered; what was not entered is the default.

    Args:
        parameters: what is asked for.
        values: what was entered, by the parameters' names.
    """
    taken, faults = {}, []
    for parameter in parameters:
        try:
            taken[parameter.name] = value_of(parameter, values.get(parameter.name))
        except BadEntry as bad:
            fields = {"label": label_of(parameter), **bad.fields}
            faults.append(Fault(parameter.name, bad.template, fields))
    faults.extend(_strangers(parameters, values))
    return Entered(taken, tuple(faults))


def value_of(parameter: Parameter, text: str | None) -> str:
    """Give one value in the form in which it goes into the command.

    Raises:
        BadEntry: it cannot be taken.
    """
    given = parameter.default if text is None else text
    _check_characters(given)
    if parameter.type is not ParameterType.TEXT:
        given = unicodedata.normalize("NFKC", given).strip()
    if not given:
        if parameter.required:
            raise BadEntry(N_("{label} is missing: enter it."))
        return ""
    value = _in_form(parameter, given)
    if parameter.pattern:
        _check_pattern(parameter, value)
    return value


def shown(value: str) -> str:
    """Give a value as an error repeats it."""
    flat = "".join(sign if sign.isprintable() else "·" for sign in value)
    return flat if len(flat) <= SHOWN else f"{flat[:SHOWN]}…"


def _in_form(parameter: Parameter, given: str) -> str:
    match parameter.type:
        case ParameterType.NUMBER:
            return _number(parameter, given)
        case ParameterType.DATE:
            return _day(given)
        case ParameterType.CHOICE:
            return _choice(parameter, given)
        case ParameterType.YES_NO:
            return _yes_or_no(given)
        case ParameterType.TEXT:
            return given


def _number(parameter: Parameter, given: str) -> str:
    if not _NUMBER.fullmatch(given):
        raise BadEntry(N_("{label} is {value}: enter a number, such as 10."), value=shown(given))
    number = Decimal(given)
    least, most = parameter.least, parameter.most
    if least is not None and number < Decimal(repr(least)):
        template = N_("{label} is {value}: it must be at least {least}.")
        raise BadEntry(template, value=given, least=plain(least))
    if most is not None and number > Decimal(repr(most)):
        template = N_("{label} is {value}: it must be at most {most}.")
        raise BadEntry(template, value=given, most=plain(most))
    return plain(number)


def plain(number: float | Decimal) -> str:
    """Write a number without exponent and without zeros that say nothing."""
    text = format(Decimal(repr(number)) if isinstance(number, float) else number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _day(given: str) -> str:
    found = _DAY.fullmatch(given)
    with suppress(ValueError):
        if found:
            return dt.date(*map(int, found.groups())).isoformat()
    template = N_("{label} is {value}: enter a day of the calendar as 2026-11-30.")
    raise BadEntry(template, value=shown(given))


def _choice(parameter: Parameter, given: str) -> str:
    for choice in parameter.choices:
        if given in {choice, unicodedata.normalize("NFKC", choice).strip()}:
            return choice
    template = N_("{label} is {value}: choose one of {choices}.")
    raise BadEntry(template, value=shown(given), choices=", ".join(parameter.choices))


def _yes_or_no(given: str) -> str:
    meant = _MEANT.get(given.casefold())
    if meant is None:
        raise BadEntry(N_("{label} is {value}: enter yes or no."), value=shown(given))
    return meant


def _check_characters(given: str) -> None:
    if len(given) > LONGEST:
        template = N_("{label} is too long: it may have {most} characters.")
        raise BadEntry(template, most=LONGEST)
    if "\0" in given:
        raise BadEntry(N_("{label} holds the character NUL, which no command can take."))
    if any("\ud800" <= sign <= "\udfff" for sign in given):
        raise BadEntry(N_("{label} holds a character that is none: enter it anew."))


def _check_pattern(parameter: Parameter, value: str) -> None:
    if len(value) > LONGEST_WITH_PATTERN:
        template = N_("{label} is too long: it may have {most} characters.")
        raise BadEntry(template, most=LONGEST_WITH_PATTERN)
    if not pattern_of(parameter.pattern).matches(value):
        template = N_("{label} is {value}: it is not of the form that is wanted ({pattern}).")
        raise BadEntry(template, value=shown(value), pattern=parameter.note or parameter.pattern)


def _strangers(parameters: Sequence[Parameter], values: Mapping[str, str]) -> Iterator[Fault]:
    known = {parameter.name for parameter in parameters}
    strange = (name for name in values if name not in known)
    # Somebody may send very many.
    for name in islice(strange, MOST_STRANGERS):
        fields = {"name": shown(name), "known": ", ".join(sorted(known)) or "-"}
        template = N_("There is no parameter {name}. There are: {known}.")
        yield Fault(shown(name), template, fields)
