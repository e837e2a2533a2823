# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file of ours says under which licence it is, once, and the licence is there to read."""

import tomllib
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from tests.house.checkout import ROOT, our_files

LINE = "SPDX-License-Identifier: " + "GPL-3.0-or-later"
LICENCE_TEXTS = (Path("LICENSE"), Path("LICENSES/GPL-3.0-or-later.txt"))


def listed() -> GitIgnoreSpec:
    """Give what REUSE.toml says about files that cannot carry a line."""
    notes = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    lines = [
        path
        for note in notes
        if "SPDX-License-Identifier" in note
        for path in (note["path"] if isinstance(note["path"], list) else [note["path"]])
    ]
    return GitIgnoreSpec.from_lines(lines)


def lines_at_top(path: Path) -> int:
    """Count the licence lines in the head of a file."""
    head = (ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines()[:6]
    return sum(LINE in line for line in head)


def test_every_file_names_its_licence_once() -> None:
    elsewhere = listed()
    wrong = [
        str(path)
        for path in our_files()
        if path not in LICENCE_TEXTS
        and not elsewhere.match_file(str(path))
        and lines_at_top(path) != 1
    ]
    assert not wrong, "one licence line at the top of each, or an entry in REUSE.toml"


def test_source_carries_its_own_line_even_where_listed() -> None:
    wrong = [str(p) for p in our_files() if p.suffix == ".py" and lines_at_top(p) != 1]
    assert not wrong


@pytest.mark.parametrize("path", LICENCE_TEXTS, ids=str)
def test_the_whole_licence_is_there(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007" in text
    assert "17. Interpretation of Sections 15 and 16." in text
    assert "How to Apply These Terms to Your New Programs" in text
