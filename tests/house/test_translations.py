# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text a person reads has its Japanese words, with the same fields in both."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tests.house.checkout import ROOT
from tests.house.packaging_script import catalogue_script

script = catalogue_script()


def forms(words: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Give the forms of a text: one, or several by number."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def is_said(message: Message) -> bool:
    """Tell whether every form has its words."""
    said = forms(message.string)
    return bool(said) and all(said)


def fields(template: str) -> set[str]:
    """Give the names between braces, with what follows them (``{value!s:.80}``)."""
    return {
        f"{name}!{conversion}:{spec}"
        for _text, name, spec, conversion in string.Formatter().parse(template)
        if name is not None
    }


def texts_of(catalogue: Catalog) -> dict[tuple[str, ...], Message]:
    """Give the texts of a catalogue by their English forms, without its header."""
    return {forms(message.id): message for message in catalogue if message.id}


@pytest.fixture(scope="module")
def source() -> dict[tuple[str, ...], Message]:
    return texts_of(script.texts_in_source())


@pytest.fixture(scope="module", params=script.catalogue_files(), ids=lambda f: f.parts[-3])
def translated(request: pytest.FixtureRequest) -> Catalog:
    return script.read_catalogue(request.param)


def test_there_is_a_japanese_catalogue() -> None:
    assert "ja" in {file.parts[-3] for file in script.catalogue_files()}


def test_texts_are_found_in_the_source(source: dict[tuple[str, ...], Message]) -> None:
    assert ("There is no job {job}. `jstat` lists the jobs there are.",) in source


def test_every_text_is_translated(
    source: dict[tuple[str, ...], Message], translated: Catalog
) -> None:
    known = texts_of(translated)
    missing = [text for text in source if text not in known or not is_said(known[text])]
    assert not missing, "\n".join(["without Japanese words:", *map(str, missing)])


def test_nothing_is_left_over(source: dict[tuple[str, ...], Message], translated: Catalog) -> None:
    assert [text for text in texts_of(translated) if text not in source] == []
    assert list(translated.obsolete) == []


def test_nothing_is_in_doubt(translated: Catalog) -> None:
    assert [m.id for m in translated if m.id and (m.fuzzy or "fuzzy" in m.flags)] == []


def test_fields_are_the_same_in_both(translated: Catalog) -> None:
    different = [
        (english, message.string)
        for english, message in texts_of(translated).items()
        for japanese in forms(message.string)
        if japanese and fields(japanese) != set().union(*map(fields, english))
    ]
    assert not different


def marked(tree: ast.AST) -> Iterator[ast.expr]:
    """Give every expression that is marked as a text."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in script.KEYWORDS:
            yield from call.args[: 2 if name == "plural" else 1]


def holds_words(expression: ast.expr) -> bool:
    """Tell whether an expression builds its text from literals instead of being one."""
    if isinstance(expression, ast.Constant):
        return False
    if isinstance(expression, ast.JoinedStr):
        return True
    return isinstance(expression, ast.IfExp | ast.BinOp | ast.BoolOp) and any(
        isinstance(node, ast.Constant) and isinstance(node.value, str)
        for node in ast.walk(expression)
    )


def unreadable_texts(text: str, name: str) -> list[str]:
    """Give the places where a text is put together before it is marked."""
    found = marked(ast.parse(text))
    return [f"{name}:{expression.lineno}" for expression in found if holds_words(expression)]


def test_texts_are_marked_whole() -> None:
    """A text chosen or joined inside the brackets never reaches the catalogue."""
    wrong: list[str] = []
    for package in script.PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            wrong += unreadable_texts(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT)))
    assert not wrong, "mark each whole text: tr('…') if … else tr('…'), with {fields} by name"


@pytest.mark.parametrize("line", ["tr(f'{n} jobs')", "self._tr('a' if n else 'b')", "N_('a' + n)"])
def test_a_joined_text_is_noticed(line: str) -> None:
    assert unreadable_texts(line, "x.py") == ["x.py:1"]


@pytest.mark.parametrize("line", ["tr('{n} jobs', n=1)", "tr(TITLES[key])", "tr(x if y else z)"])
def test_a_whole_text_passes(line: str) -> None:
    assert unreadable_texts(line, "x.py") == []


def test_the_catalogue_compiles(tmp_path: Path) -> None:
    for file in script.catalogue_files():
        compiled = tmp_path / f"{file.parts[-3]}.mo"
        with compiled.open("wb") as stream:
            script.write_mo(stream, script.read_catalogue(file))
        assert compiled.stat().st_size > 100
