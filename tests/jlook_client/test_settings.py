# SPDX-License-Identifier: GPL-3.0-or-later
import os
from pathlib import Path

import pytest

from jlook_client.settings import (
    Profile,
    Settings,
    SettingsFile,
    Theme,
    default_settings_path,
)

CHOSEN = Settings(
    theme=Theme.DARK,
    language="ja",
    places={"jobs": (0.0, 0.0, 0.5, 1.0)},
    hidden=("log",),
    size=(1024, 700),
    maximised=True,
)


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "deep" / "jlook.json")
    file.save(CHOSEN)
    file.save(CHOSEN)
    assert file.load().settings == CHOSEN
    assert file.load().set_aside is None
    assert [path.name for path in file.path.parent.iterdir()] == ["jlook.json"]


def test_the_first_start_has_defaults_and_no_complaint(tmp_path: Path) -> None:
    loaded = SettingsFile(tmp_path / "jlook.json").load()
    assert loaded.settings == Settings()
    assert loaded.set_aside is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe", b'{"theme":"purple"}', b'{"places":{"jobs":[1,2]}}', b"[]"]
)
def test_a_damaged_file_is_set_aside_and_nothing_is_lost(tmp_path: Path, damage: bytes) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    for count in (1, 2):
        file.path.write_bytes(damage)
        loaded = file.load()
        assert loaded.settings == Settings()
        assert loaded.set_aside == tmp_path / f"jlook.json.damaged-{count}"
        assert loaded.set_aside.read_bytes() == damage
        assert not file.path.exists()


def test_a_newer_file_is_read_as_far_as_it_is_known(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.path.write_text('{"theme":"light","sounds":true}')
    assert file.load().settings == Settings(theme=Theme.LIGHT)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.save(CHOSEN)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.save(Settings())
    assert file.load().settings == CHOSEN
    assert [path.name for path in tmp_path.iterdir()] == ["jlook.json"]


def test_profiles_are_kept_by_name_and_the_last_one_is_known(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.save(CHOSEN)
    night = Profile(name="night", server="VCOM9", port=7341)
    file.remember(night)
    file.remember(Profile(name="VCOM1", server="VCOM1"))
    moved = Profile(name="night", server="VCOM8")
    file.remember(moved)
    settings = file.load().settings
    assert settings.profiles == (Profile(name="VCOM1", server="VCOM1"), moved)
    assert settings.last == "night"
    assert settings.theme is CHOSEN.theme
    assert night.address == "VCOM9:7341"


def test_two_windows_do_not_take_each_others_profiles_away(tmp_path: Path) -> None:
    first, second = SettingsFile(tmp_path / "jlook.json"), SettingsFile(tmp_path / "jlook.json")
    seen_by_first = first.load().settings
    second.remember(Profile(name="VCOM9", server="VCOM9"))
    first.save_window(seen_by_first)
    settings = second.load().settings
    assert [profile.name for profile in settings.profiles] == ["VCOM9"]
    assert settings.last == "VCOM9"


def test_each_user_has_a_file_of_their_own() -> None:
    assert default_settings_path().name == "jlook.json"
    assert default_settings_path().parent.name == "jlook"
