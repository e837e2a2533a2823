# SPDX-License-Identifier: GPL-3.0-or-later
"""A log has one line for each message, whatever the message is made of."""

import logging
from pathlib import Path

from jmss.logs import start_log


def test_what_a_peer_wrote_cannot_write_a_line_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "log"
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    try:
        start_log(file)
        logging.getLogger("jmss.test").info(
            "agent %s at %s", "evil\n2026-01-01 CRITICAL all is lost\x1b[2J\u202e", "日本語"
        )
        try:
            raise ValueError("a fault")
        except ValueError:
            logging.getLogger("jmss.test").info("with its trace", exc_info=True)
        root.handlers[0].close()
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    assert first.endswith("agent evil�2026-01-01 CRITICAL all is lost�[2J� at 日本語")
    assert any(line.startswith("Traceback") for line in rest), "our own faults keep their lines"
