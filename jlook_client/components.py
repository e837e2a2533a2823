# SPDX-License-Identifier: GPL-3.0-or-later
"""What JLook is made of: each part with its version and licence, as it is installed here."""

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import cast

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==")
_OF_CLASSIFIER = "License :: OSI Approved :: "
_LONGEST = 60
"""Characters of a licence; some packages have the whole text there."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the program."""

    name: str
    version: str
    licence: str
    """Empty where the part does not say."""


def components(root: str = "jlook") -> Iterator[Component]:
    """Give JLook, Python, and then every package that JLook needs, one by one.

    Each takes a millisecond or so; a window takes one at a turn.
    """
    waiting, seen = [root], {root}
    while waiting:
        name = waiting.pop(0)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # needed on another system only
        yield Component(found.metadata["Name"], found.version, licence_of(found))
        if name == root:
            yield Component("Python", platform.python_version(), "PSF-2.0")
        needed = sorted(set(_needs(found)) - seen)
        seen.update(needed)
        waiting += needed


def licence_of(found: Distribution) -> str:
    """Give the licence that a package names; empty where it names none in few words."""
    about = cast("Message", found.metadata)
    if expression := str(about.get("License-Expression") or ""):
        return expression
    classifiers = [str(one) for one in about.get_all("Classifier") or ()]
    named = [one.removeprefix(_OF_CLASSIFIER) for one in classifiers if _OF_CLASSIFIER in one]
    if named:
        return ", ".join(named)
    said = str(about.get("License") or "").strip()
    return said if len(said) <= _LONGEST and "\n" not in said else ""


def _needs(found: Distribution) -> Iterator[str]:
    for line in found.requires or ():
        name = _NAME.match(line)
        if name and not _EXTRA.search(line):
            yield re.sub(r"[-_.]+", "-", name.group()).lower()
