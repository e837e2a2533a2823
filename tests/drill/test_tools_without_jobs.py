# SPDX-License-Identifier: GPL-3.0-or-later
"""Which programs let all jobs come to them: those that show some."""

from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.linked_program import LinkedProgram
from jlook_client.apps.programs import Program
from jlook_client.settings import SettingsFile
from jmss.settings import Site
from jmss.wire.frames import COLUMNS, NO_JOBS
from tests.fakes.keyrings import AskedByHand

WITH_JOBS = {Program.JLOOK, Program.JSCHEDULE, Program.JMENU}


@pytest.mark.parametrize("program", Program)
def test_a_program_that_shows_no_jobs_asks_for_none(
    qapp: QApplication, tmp_path: Path, program: Program
) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    base = LinkedProgram(qapp, Site(), settings, program=program, keyring=AskedByHand())
    hello = base.connection._hello()
    assert hello.encodings == ([COLUMNS] if program in WITH_JOBS else [NO_JOBS])
