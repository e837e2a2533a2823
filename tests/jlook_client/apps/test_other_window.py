# SPDX-License-Identifier: GPL-3.0-or-later
"""Another window is another process, told which server to watch."""

import sys
from collections.abc import Sequence
from pathlib import Path

from jlook_client.apps.other_window import OtherWindow, start_detached
from jlook_client.settings import Profile
from jmss.texts import Texts

TR = Texts("en")


class Starts:
    """Notes what is started."""

    def __init__(self, *, works: bool = True) -> None:
        self.works = works
        self.words: list[list[str]] = []
        self.told: list[str] = []

    def start(self, words: Sequence[str]) -> bool:
        self.words.append(list(words))
        return self.works

    def window(self, site_file: Path | None = None) -> OtherWindow:
        return OtherWindow(TR, self.told.append, site_file=site_file, start=self.start)


def test_it_starts_jlook_for_that_server() -> None:
    starts = Starts()
    starts.window().open("VCOM9")
    starts.window(Path("/etc/site.toml")).open("jmss://VCOM9:7341")
    starts.window().open_profile(Profile(name="-the night", server="VCOM9", tls=True))
    jlook = [sys.executable, "-m", "jlook_client.apps.jlook"]
    assert starts.words == [
        [*jlook, "jmss://VCOM9"],
        [*jlook, "jmss://VCOM9:7341", "--site", "/etc/site.toml"],
        [*jlook, "--profile=-the night"],
    ]
    assert starts.told == []


def test_what_cannot_be_opened_is_said() -> None:
    starts = Starts(works=False)
    starts.window().open("V COM")
    assert "no virtual computer name" in starts.told[-1]
    assert starts.words == []
    starts.window().open("VCOM9")
    assert starts.told[-1] == "JLook for VCOM9 could not be started."


def test_a_program_that_is_not_there_cannot_be_started(tmp_path: Path) -> None:
    assert not start_detached([str(tmp_path / "nothing"), "x"])
