# SPDX-License-Identifier: GPL-3.0-or-later
"""A log has one line for each message, whatever the message is made of, and never grows too big."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jmss.logs import KEPT, MOST_BYTES, start_log

LOG = logging.getLogger("jmss.test")


@contextmanager
def log_in(file: Path) -> Iterator[None]:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    try:
        start_log(file)
        yield
        root.handlers[0].close()
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])


def test_what_a_peer_wrote_cannot_write_a_line_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with log_in(file):
        LOG.info("agent %s at %s", "evil\n2026-01-01 CRITICAL all is lost\x1b[2J\u202e", "日本語")
        try:
            raise ValueError("a fault")
        except ValueError:
            LOG.info("with its trace", exc_info=True)
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    assert first.endswith("agent evil�2026-01-01 CRITICAL all is lost�[2J� at 日本語")
    assert any(line.startswith("Traceback") for line in rest), "our own faults keep their lines"


def test_a_full_log_is_put_aside_and_the_oldest_are_let_go(tmp_path: Path) -> None:
    with log_in(tmp_path / "log"):
        for number in range((KEPT + 2) * 12):
            LOG.info("%d %s", number, "x" * (MOST_BYTES // 10))
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["log", *(f"log.{n}" for n in range(1, KEPT + 1))]
    assert max(file.stat().st_size for file in files) <= MOST_BYTES
    assert f" {(KEPT + 2) * 12 - 1} x" in files[0].read_text()[-MOST_BYTES // 10 - 100 :]


def test_a_log_that_cannot_be_put_aside_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_open(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.rename", held_open)
    with log_in(tmp_path / "log"):
        for number in range(12):
            LOG.info("%d %s", number, "x" * (MOST_BYTES // 10))
        monkeypatch.undo()
        LOG.info("now it can")
    assert (tmp_path / "log").stat().st_size < 100
    assert (tmp_path / "log.1").stat().st_size > MOST_BYTES
