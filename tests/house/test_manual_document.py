# SPDX-License-Identifier: GPL-3.0-or-later
"""``docs/manual.md`` and ``docs/limits.md`` name, for each rule of the manual, tests that exist."""

import re
import tomllib

import pytest

from tests.house.checkout import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
DOCUMENTS = ("manual.md", "limits.md")
STEPS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"


def rows(document: str) -> list[list[str]]:
    """Give the cells of all lines of all tables."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|--")
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_is_named_exists(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    named = NAMED.findall(text)
    assert named
    for file, name in named:
        there = (ROOT / file).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in there, f"{file} has no {name}"
    assert len(named) == len(re.findall(r"`tests/", text)), "some are named in another way"


def test_every_requirement_has_a_test() -> None:
    tested = {cells[0] for cells in rows("manual.md") if NAMED.search(cells[-1])}
    wanted = {f"S{n}" for n in range(1, 17)} - {"S6", "S7"} | {f"C{n}" for n in range(1, 8)}
    assert wanted <= tested


def test_every_step_of_chapter_2_2_has_a_test_of_the_real_window() -> None:
    text = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    first, second = text.split("### 2.2 ")[1:]
    for part, steps in ((first, STEPS), (second.split("### ")[0], STEPS[:4])):
        driven = "".join(
            covered(line.split("|")[1]) for line in part.splitlines() if "W `tests/" in line
        )
        assert set(steps) <= set(driven)
    story = (ROOT / "tests" / "windows" / "test_chapter_2_2.py").read_text(encoding="utf-8")
    walked = story.split("def test_the_first_node_and_the_second")[1].split("\ndef ")[0]
    assert re.findall(f"# ([{STEPS}])", walked) == [*STEPS, *STEPS[:4]]


def covered(step: str) -> str:
    """Give the steps that ``②–④`` or ``⑤`` stands for."""
    found = [STEPS.index(sign) for sign in step if sign in STEPS]
    return STEPS[found[0] : found[-1] + 1] if found else ""


def test_the_limits_tell_of_every_caution_of_chapter_4() -> None:
    cautions = {cells[0]: cells for cells in rows("limits.md") if re.fullmatch(r"S\d+", cells[0])}
    assert set(cautions) == {"S5", "S11", "S12", "S13", "S14", "S15", "S16"}
    for cells in cautions.values():
        assert all(cells), cells
        assert NAMED.search(cells[-1]), cells


def test_the_project_is_laid_out_as_was_asked_for() -> None:
    for path in ("jlook_client/views", "resources", "tests"):
        assert (ROOT / path).is_dir()
    for path in ("pyproject.toml", "jlook_client/connection.py"):
        assert (ROOT / path).is_file()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[^\w-]", one)[0].lower() for one in project["dependencies"]}
    assert {"pyqt6", "qasync", "websockets"} <= needed
