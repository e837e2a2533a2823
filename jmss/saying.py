# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that are said in their reader's language: a template and its fields.

Some errors hold further words: the rule that a value breaks, or everything that is wrong with a
menu. In English they are in the error's field, such as ``rule``; beside it the sayings travel in
the fields ``rule_said_0``, ``rule_said_1`` and so on, each as JSON::

    ["it must have 1 to {most} characters", {"most": 64}]

A value is a text, a whole number or a saying again. Whoever does not know them reads the English.
Several sayings in one value are said one after the other; they do not travel but in English.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

LONGEST_VALUE = 120
"""Characters of a value that travel."""
MOST_SAYINGS = 50
DEEPEST = 4
"""Sayings in each other."""

_PLAIN = re.compile(r"\{([a-z_]{1,40})\}")
"""A field of a template; one from outside has no others, such as would format or look inside."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A template, marked for translation, and what is filled in."""

    template: str
    fields: Mapping[str, "str | int | Saying | tuple[Saying, ...]"] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in English."""
        return self.told(_in_english)

    def told(self, tr: Callable[..., str]) -> str:
        """Say it in the language of ``tr`` (``jmss.texts.Texts``)."""
        fields = {name: _value_told(value, tr) for name, value in self.fields.items()}
        return tr(self.template, **fields)


def _value_told(
    value: str | int | Saying | tuple[Saying, ...], tr: Callable[..., str]
) -> str | int:
    if isinstance(value, Saying):
        return value.told(tr)
    return ", ".join(one.told(tr) for one in value) if isinstance(value, tuple) else value


def _in_english(template: str, /, **fields: object) -> str:
    return template.format_map(fields)


def as_fields(name: str, sayings: Iterable[Saying], longest: int) -> dict[str, str]:
    """Give the fields of an error in which the sayings of its field ``name`` travel.

    Args:
        name: of the field that has them in English.
        sayings: what it says.
        longest: characters that a field may have. If one does not fit, none travels.
    """
    texts = [json.dumps(_packed(one), ensure_ascii=False) for one in sayings]
    if len(texts) > MOST_SAYINGS or any(len(text) > longest for text in texts):
        return {}
    return {_name(name, n): text for n, text in enumerate(texts)}


def told_in(fields: Mapping[str, str], name: str) -> list[Saying] | None:
    """Read the sayings of a field; None: there are none, or not all can be used."""
    found = []
    for n in range(MOST_SAYINGS):
        text = fields.get(_name(name, n))
        if text is None:
            break
        saying = _read(text)
        if saying is None:
            return None
        found.append(saying)
    return found or None


def is_carrier(name: str) -> bool:
    """Whether a field of an error is there for sayings alone."""
    return re.search(r"_said_\d+$", name) is not None


def _name(name: str, n: int) -> str:
    return f"{name}_said_{n}"


def _packed(saying: Saying) -> list[object]:
    values: dict[str, object] = {}
    for name, value in saying.fields.items():
        told = value if isinstance(value, Saying) else _value_told(value, _in_english)
        if isinstance(told, Saying):
            values[name] = _packed(told)
        else:
            values[name] = told[:LONGEST_VALUE] if isinstance(told, str) else told
    return [saying.template, values]


def _read(text: str) -> Saying | None:
    try:
        return _unpacked(json.loads(text), DEEPEST)
    except (ValueError, RecursionError):
        return None


def _unpacked(packed: object, deep: int) -> Saying:
    """Build a saying from what came.

    Raises:
        ValueError: it is none, or its template asks for more than filling in.
    """
    if not (deep and isinstance(packed, list) and len(packed) == 2):
        raise ValueError("no saying")
    template, fields = packed
    if not (isinstance(template, str) and template and isinstance(fields, dict)):
        raise ValueError("no template with fields")
    values: dict[str, str | int | Saying | tuple[Saying, ...]] = {}
    for name, value in fields.items():
        if isinstance(value, list):
            values[name] = _unpacked(value, deep - 1)
        elif isinstance(value, str | int) and not isinstance(value, bool):
            values[name] = value
        else:
            raise ValueError("no value")
    if any(sign in _PLAIN.sub("", template) for sign in "{}"):
        raise ValueError("more than names in braces")
    if not set(_PLAIN.findall(template)) <= values.keys():
        raise ValueError("a field without a value")
    return Saying(template, values)
