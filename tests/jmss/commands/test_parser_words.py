# SPDX-License-Identifier: GPL-3.0-or-later
"""click still says what the catalogue translates."""

import ast
from pathlib import Path

import click
import pytest

from jmss.commands.parser_words import WORDS


@pytest.fixture(scope="module")
def said_by_click() -> set[str]:
    folder = Path(click.__file__).parent
    return {
        node.value
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("words", WORDS)
def test_click_says_it(said_by_click: set[str], words: str) -> None:
    assert words in said_by_click
