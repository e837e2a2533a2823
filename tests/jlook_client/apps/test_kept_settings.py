# SPDX-License-Identifier: GPL-3.0-or-later
"""One owner of the settings: whoever keeps a part of them takes no other part away."""

from pathlib import Path

from jlook_client.apps.kept_settings import KeptSettings, say_how_loaded
from jlook_client.lines import Severity
from jlook_client.settings import Loaded, Profile, Settings, SettingsFile, Theme


class Room:
    def __init__(self, path: Path) -> None:
        self.file = SettingsFile(path)
        self.failed: list[OSError] = []
        self.kept = KeptSettings(self.file, self.file.load().settings, self.failed.append)


def test_the_window_and_others_keep_their_own_parts(tmp_path: Path) -> None:
    room = Room(tmp_path / "jlook.json")
    room.kept.keep(views={"jobs": {"filter": {"text": "night"}}})
    stale = Settings(theme=Theme.DARK, tabbed=True, position=(3, 4))
    room.kept.keep_window(stale, opened=("jobs-2",))
    expected = Settings(
        theme=Theme.DARK,
        tabbed=True,
        position=(3, 4),
        opened=("jobs-2",),
        views={"jobs": {"filter": {"text": "night"}}},
    )
    assert room.kept.now == room.file.load().settings == expected


def test_what_is_as_before_is_not_written_again(tmp_path: Path) -> None:
    room = Room(tmp_path / "jlook.json")
    room.kept.keep(tabbed=True)
    before = room.file.path.stat().st_mtime_ns
    room.kept.keep(tabbed=True)
    assert room.file.path.stat().st_mtime_ns == before


def test_profiles_of_other_windows_stay(tmp_path: Path) -> None:
    room = Room(tmp_path / "jlook.json")
    room.file.remember(Profile(name="night", server="VCOM9"))
    room.kept.keep(tabbed=True)
    assert [one.name for one in room.file.load().settings.profiles] == ["night"]


def test_a_failure_to_save_or_to_copy_is_told(tmp_path: Path) -> None:
    room = Room(tmp_path / "jlook.json")
    room.file.path.mkdir()
    room.kept.keep(tabbed=True)
    assert room.kept.set_aside_copy() == ""
    assert len(room.failed) == 2
    assert room.kept.now.tabbed, "it holds until the end all the same"


def test_what_could_not_be_read_is_said_by_its_parts(tmp_path: Path) -> None:
    said: list[tuple[Severity, str, dict[str, object]]] = []

    def say(severity: Severity, text: str, **fields: object) -> None:
        said.append((severity, text.format(**fields), fields))

    say_how_loaded(Loaded(Settings()), say)
    assert said == []
    say_how_loaded(Loaded(Settings(), tmp_path / "a", ("places", "size")), say)
    say_how_loaded(Loaded(Settings(), tmp_path / "b"), say)
    [(_, parts, _), (_, whole, _)] = said
    assert "(places, size)" in parts
    assert whole.startswith("The settings could not be read")
