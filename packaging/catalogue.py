# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of texts: collect them from the source, compile them for gettext.

``python packaging/catalogue.py update`` (as ``./dev messages`` does) brings every ``jlook.po`` up
to date with the source, ``compile`` writes the ``.mo`` files that ``jmss.texts`` reads. The build
of a wheel, editable or not, compiles them through the hook below.
"""

import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("jmss", "jlook_client")
KEYWORDS = {"tr": None, "_tr": None, "N_": None, "plural": (1, 2)}
"""What marks a text: the last name before the bracket, so ``self.tr(…)`` counts too."""


def catalogue_files() -> list[Path]:
    """Give the ``.po`` file of each language."""
    return sorted((ROOT / "resources" / "locale").glob("*/LC_MESSAGES/jlook.po"))


def texts_in_source() -> Catalog:
    """Collect every marked text of both packages."""
    catalogue = Catalog(project="JLook", charset="utf-8")
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, [("**.py", "python")], keywords=KEYWORDS)
        for file, _line, message, _comments, _context in found:
            catalogue.add(message, None, [(f"{package}/{Path(file).as_posix()}", 1)])
    return catalogue


def read_catalogue(file: Path) -> Catalog:
    """Read one ``.po`` file; a malformed one raises ``PoFileError``."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parent.parent.name, abort_invalid=True)


def write_catalogue(file: Path, catalogue: Catalog) -> None:
    """Write one ``.po`` file so that a small change gives a small difference."""
    with file.open("wb") as stream:
        write_po(stream, catalogue, width=100, sort_by_file=True, include_lineno=False)


def update() -> None:
    """Add new texts without a translation and drop those that are gone."""
    source = texts_in_source()
    for file in catalogue_files():
        catalogue = read_catalogue(file)
        source.creation_date = catalogue.creation_date
        catalogue.update(source, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        write_catalogue(file, catalogue)


def compile_all() -> None:
    """Write the ``.mo`` file beside each ``.po`` file."""
    for file in catalogue_files():
        with file.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, read_catalogue(file))


class CompileTexts(BuildHookInterface[Any]):
    """Compiles the catalogue before hatch packs the resources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before each build; the wheel takes ``resources`` along with what is written here."""
        compile_all()


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
