# SPDX-License-Identifier: GPL-3.0-or-later
"""The words a person reads, in Japanese or English (gettext).

English is the source. Whoever shows text is handed a ``Texts`` and calls it ``tr``::

    tr("Job {number} started", number=7)
    tr.plural("{n} job", "{n} jobs", 3)

The first paint of the desk needs this file: it imports next to nothing.
"""

from __future__ import annotations

import gettext
import os
from typing import TYPE_CHECKING

from jmss.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jmss.errors import JmssError

LANGUAGES = ("ja", "en")
"""The languages the project speaks in full."""


class Texts:
    """Translates templates and fills in their fields.

    Args:
        language: one of ``LANGUAGES``.
        program: what the program calls itself, for texts that speak of it.
    """

    def __init__(self, language: str, program: str = "JLook") -> None:
        self.language = language
        self.program = program
        self._catalogue = _catalogue(language)

    def __call__(self, template: str, /, **fields: object) -> str:
        """Translate a template, then fill in its fields; an int named ``n`` is a count."""
        text = self._catalogue.gettext(template)
        if not fields:
            return text
        n = fields.get("n")
        return text.format_map({**fields, "n": self.count(n)} if isinstance(n, int) else fields)

    def plural(self, one: str, many: str, n: int, /, **fields: object) -> str:
        """Translate the form for ``n``; ``{n}`` is filled in along with the fields."""
        return self._catalogue.ngettext(one, many, n).format_map({"n": self.count(n), **fields})

    def count(self, n: int) -> str:
        """Write how many there are: ``1,234,567``, as both languages group their digits."""
        return f"{n:,}"

    def error(self, error: JmssError) -> str:
        """Say an error in this language."""
        from jmss.error_words import field_in_words  # noqa: PLC0415 - not for the first paint

        fields = {name: field_in_words(error, name, self) for name in error.fields}
        return self._catalogue.gettext(error.template).format_map(fields)


def _catalogue(language: str) -> gettext.NullTranslations:
    """Read the catalogue; English needs none.

    ``gettext.translation`` would do the same, but with tables of all the locales there are.
    """
    if language == "en":
        return gettext.NullTranslations()
    with open(resource_path("locale", language, "LC_MESSAGES", "jlook.mo"), "rb") as file:  # noqa: PTH123
        return gettext.GNUTranslations(file)


def chosen_language(wish: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """Give ``ja`` or ``en``: the wish if it is one of them, else what the environment says."""
    if wish in LANGUAGES:
        return str(wish)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name)
        if value:
            return "ja" if value.lower().startswith("ja") else "en"
    import locale  # noqa: PLC0415 - the first paint does without it where the environment speaks

    return "ja" if (locale.getlocale()[0] or "").lower().startswith(("ja", "japan")) else "en"
