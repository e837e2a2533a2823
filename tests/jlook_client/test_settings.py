# SPDX-License-Identifier: GPL-3.0-or-later
import os
from pathlib import Path

import pytest

from jlook_client.settings import (
    Loaded,
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


def test_a_damaged_part_takes_no_other_with_it(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    written = b'{"theme":"dark","places":{"jobs":[1,2]},"size":"big","last":"night"}'
    file.path.write_bytes(written)
    loaded = file.load()
    assert loaded.settings == Settings(theme=Theme.DARK, last="night")
    assert loaded.lost == ("places", "size")
    assert loaded.set_aside is not None
    assert loaded.set_aside.read_bytes() == written
    assert file.load() == Loaded(loaded.settings), "it is said once"


def test_columns_of_an_older_jlook_are_taken_over(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.path.write_text('{"columns":{"jobs":{"order":["name"]}},"hidden":["log"]}')
    settings = file.load().settings
    assert settings.views == {"jobs": {"columns": {"order": ["name"]}}}
    assert (settings.columns, settings.hidden) == ({}, ("log",))


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


NIGHT = Profile(name="night", server="VCOM9", port=7341)


def test_a_server_is_remembered_once_and_the_last_one_is_known(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.save(CHOSEN)
    file.remember(NIGHT)
    file.remember(Profile(name="VCOM1", server="VCOM1"))
    file.remember(Profile(name="VCOM9:7341", server="vcom9", port=7341))
    settings = file.load().settings
    assert settings.profiles == (Profile(name="VCOM1", server="VCOM1"), NIGHT)
    assert settings.last == "night", "what it was named by hand stays its name"
    assert settings.theme is CHOSEN.theme
    assert NIGHT.address == "VCOM9:7341"


def test_another_server_takes_no_name_away(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.remember(NIGHT)
    file.remember(Profile(name="night", server="VCOM8"))
    file.remember(Profile(name="night", server="VCOM9", port=7341, user="aoki"))
    names = {(one.name, one.server, one.user) for one in file.load().settings.profiles}
    assert names == {
        ("night", "VCOM9", ""),
        ("night (2)", "VCOM8", ""),
        ("night (3)", "VCOM9", "aoki"),
    }


def test_a_profile_is_changed_renamed_and_dropped(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.remember(NIGHT)
    day = Profile(name="day", server="VCOM9", tls=True, ca_file="/ca.crt", user="ueda")
    file.put_profile(day, "night")
    assert (file.load().settings.profiles, file.load().settings.last) == ((day,), "day")
    file.put_profile(NIGHT)
    assert [one.name for one in file.load().settings.profiles] == ["day", "night"]
    file.drop_profile("day")
    assert (file.load().settings.profiles, file.load().settings.last) == ((NIGHT,), "")


def test_profiles_of_an_older_jlook_follow_the_site(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.path.write_text('{"profiles":[{"name":"a","server":"VCOM1","port":7340}],"last":"a"}')
    [profile] = file.load().settings.profiles
    assert (profile.tls, profile.ca_file, profile.user) == (None, "", "")


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
