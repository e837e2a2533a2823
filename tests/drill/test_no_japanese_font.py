# SPDX-License-Identifier: GPL-3.0-or-later
"""Where no font has Japanese letters, JLook says so and speaks English."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

DESK = """
import sys
from pathlib import Path
from jlook_client.apps.application import bare_application
from jlook_client.apps.desk import Desk
from jlook_client.apps.linked_program import Wishes
from jlook_client.apps.program import run_program
from jlook_client.settings import SettingsFile
from jmss.settings import Site

app = bare_application()
desk = Desk(app, Site(server=""), SettingsFile(Path(sys.argv[1])), wishes=Wishes(language="ja"))
desk.show()

async def look() -> int:
    said = desk.window.notice.text()
    print(desk.tr.language, said, flush=True)
    return 0

status = run_program(app, look)
desk.close()
sys.exit(status)
"""
"""A whole desk that is asked for Japanese."""


@pytest.mark.skipif(sys.platform != "linux", reason="fonts are chosen by fontconfig")
def test_without_a_japanese_font_english_is_spoken_and_said(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    empty = tmp_path / "no-fonts"
    empty.mkdir()
    fonts.write_text(
        f"<fontconfig><dir>{empty}</dir><cachedir>{tmp_path}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    words = [sys.executable, "-c", DESK, str(tmp_path / "jlook.json")]
    blind = {**os.environ, "FONTCONFIG_FILE": str(fonts), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, env=blind, cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("en ")
    assert "No Japanese font is installed; JLook speaks English." in done.stdout
