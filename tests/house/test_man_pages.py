# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command has a manual page in both languages, exit codes in it, and its facts as JSON."""

import argparse
import gettext
import importlib.util
import locale
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from jmss.commands.manual_page import exit_codes, leaf_commands
from jmss.texts import Texts
from tests.house.checkout import ROOT


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("man_pages", ROOT / "packaging" / "man_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()
COMMANDS = dict(SCRIPT.entry_points())
SERVICES = {"jmssd", "jexecd", "jscheduled"}
"""They work until they are told to stop, and print nothing."""


@pytest.fixture(autouse=True)
def _language_of_before() -> Iterator[None]:
    """Leave the process in its language; the C library keeps what it translated till told."""
    domain = gettext.textdomain()
    yield
    gettext.textdomain(domain)
    os.environ.pop("LANGUAGE", None)
    locale.textdomain(locale.textdomain(None))


@pytest.fixture
def written(tmp_path: Path) -> list[Path]:
    return list(SCRIPT.write(tmp_path))


def test_every_command_has_a_page_in_both_languages(tmp_path: Path, written: list[Path]) -> None:
    names = {str(path.relative_to(tmp_path)) for path in written}
    assert names == {f"{folder}man1/{name}.1" for name in COMMANDS for folder in ("", "ja/")}
    for path in written:
        page = path.read_text(encoding="utf-8")
        assert page.startswith(f".TH {path.stem.upper()} 1 ")
        assert page.count(".SH ") >= 5
        assert "/home/" not in page
    japanese = (tmp_path / "ja/man1/jstop.1").read_text(encoding="utf-8").replace("\\:", "")
    assert '.SH "終了ステータス"' in japanese
    assert "この説明を表示して終わります" in japanese, "click's own words too"


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_exit_codes_are_documented(name: str, language: str) -> None:
    command = SCRIPT.command_of(name, COMMANDS[name], Texts(language))
    if isinstance(command, argparse.ArgumentParser):
        told = [exit_codes(command.epilog or "")]
    else:
        told = [exit_codes(leaf.command.epilog or "") for leaf in leaf_commands(command, name)]
    for codes in told:
        numbers = [int(code) for code, _ in codes]
        assert numbers[0] == 0
        assert {1, 2} <= {*numbers} or {2, 3} <= {*numbers}
        assert numbers == sorted(set(numbers)), "each once"
        assert all(meaning for _, meaning in codes)


@pytest.mark.parametrize(
    "name",
    [name for name, at in COMMANDS.items() if at.startswith("jmss.") and name not in SERVICES],
)
def test_facts_are_there_as_json(name: str) -> None:
    command = SCRIPT.command_of(name, COMMANDS[name], Texts("en"))
    for leaf in leaf_commands(command, name):
        options = [option for p in leaf.command.params for option in p.opts]
        assert "--json" in options, leaf.command_path


def test_troff_understands_them(written: list[Path]) -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("there is no groff here")
    for path in written:
        done = subprocess.run(
            [groff, "-man", "-Tutf8", "-ww", "-z", "-k", str(path)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), path


def test_a_command_without_words_is_named() -> None:
    with pytest.raises(SystemExit, match="jnothing: jmss has neither"):
        SCRIPT.command_of("jnothing", "jmss", Texts("en"))


def test_both_kinds_of_commands_are_there() -> None:
    kinds = {type(SCRIPT.command_of(n, COMMANDS[n], Texts("en"))) for n in ("jmssd", "jstop")}
    assert argparse.ArgumentParser in kinds
    assert any(issubclass(kind, click.Command) for kind in kinds)
