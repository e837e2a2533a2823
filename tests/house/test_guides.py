# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides: each in both languages, in the same order, with pictures of its own language."""

import re
from pathlib import Path

import pytest

from tests.house.checkout import ROOT

DOCS = ROOT / "docs"
GUIDES = sorted([*DOCS.glob("*.en.md"), DOCS / "operators" / "en.md"])
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")

each = pytest.mark.parametrize(
    "guide", GUIDES, ids=lambda guide: guide.relative_to(DOCS).as_posix()
)


def in_japanese(guide: Path) -> Path:
    return guide.with_name(guide.name.replace("en.md", "ja.md"))


def pictures(guide: Path) -> list[str]:
    return PICTURE.findall(guide.read_text("utf-8"))


@each
def test_both_languages_have_the_same_parts(guide: Path) -> None:
    parts = [one.read_text("utf-8").count("\n## ") for one in (guide, in_japanese(guide))]
    assert parts[0] == parts[1] > 1


@each
def test_the_pictures_are_there_in_the_language_of_the_guide(guide: Path) -> None:
    for one, language in ((guide, "en"), (in_japanese(guide), "ja")):
        assert [name for name in pictures(one) if not (one.parent / name).exists()] == []
        assert all(f"-{language}-" in name for name in pictures(one))
    assert [name.replace("-en-", "-ja-") for name in pictures(guide)] == pictures(
        in_japanese(guide)
    )


@each
def test_the_first_page_leads_to_it(guide: Path) -> None:
    first = (ROOT / "README.md").read_text("utf-8")
    for one in (guide, in_japanese(guide)):
        assert f"]({one.relative_to(ROOT).as_posix()})" in first


def test_no_picture_is_kept_that_nobody_shows() -> None:
    texts = [path.read_text("utf-8") for path in (*DOCS.rglob("*.md"), ROOT / "README.md")]
    shown = {name.rpartition("/")[2] for text in texts for name in PICTURE.findall(text)}
    light = {path.name for path in (DOCS / "pictures").glob("*-light.png")}
    assert {name for name in light if name.replace("-ja-", "-en-") not in shown} == set()
