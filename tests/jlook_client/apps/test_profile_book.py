# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be entered for a server, and what is said of what may not."""

from dataclasses import replace
from pathlib import Path

import pytest

from jlook_client.apps.profile_book import ProfileBook, check_authorities
from jlook_client.settings import Profile, Settings, SettingsFile
from jlook_client.views.profile_form import Draft
from jmss.access.certificates import make_certificates
from jmss.errors import BadAuthorities, BadPort, NoServerName, ProfileTaken, ProfileUnnamed
from jmss.settings import Site
from jmss.texts import LANGUAGES, Texts

GOOD = Draft(name="night", server="VCOM9", port="7341")


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    return make_certificates(tmp_path / "c", "VCOM9", "127.0.0.1")[0]


def book(folder: Path, language: str = "en", home: Site | None = None) -> ProfileBook:
    return ProfileBook(SettingsFile(folder / "s.json"), home or Site(), Texts(language))


def test_a_server_is_added_changed_renamed_and_dropped(tmp_path: Path, authority: Path) -> None:
    it = book(tmp_path)
    night = Profile(name="night", server="VCOM9", port=7341)
    assert it.save(GOOD, "") == night
    tls = replace(GOOD, name="day", tls=True, ca_file=f" {authority} ", user=" ueda ")
    day = Profile(
        name="day", server="VCOM9", port=7341, tls=True, ca_file=str(authority), user="ueda"
    )
    assert it.save(tls, "night") == day
    assert it.profiles() == (day,)
    assert it.draft(day) == replace(tls, ca_file=str(authority), user="ueda")
    assert it.drop("day") == ""
    assert it.profiles() == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (replace(GOOD, name=" "), ProfileUnnamed),
        (replace(GOOD, name="x" * 61), ProfileUnnamed),
        (replace(GOOD, name="VCOM1"), ProfileTaken),
        (replace(GOOD, server=""), NoServerName),
        (replace(GOOD, server="VCOM9:7341"), NoServerName),
        (replace(GOOD, server="V COM"), NoServerName),
        (replace(GOOD, port="99999"), BadPort),
        (replace(GOOD, port="x"), BadPort),
        (replace(GOOD, tls=True, ca_file="/nowhere/ca.crt"), BadAuthorities),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    tmp_path: Path, wrong: Draft, error: type[Exception], language: str
) -> None:
    it = book(tmp_path, language)
    it.save(Draft(name="VCOM1", server="VCOM1"), "")
    with pytest.raises(error):
        it.checked(wrong, "")
    said = it.save(wrong, "")
    assert isinstance(said, str)
    assert "{" not in said
    assert any(ord(letter) > 0x3000 for letter in said) is (language == "ja")
    assert len(it.profiles()) == 1


def test_a_file_without_authorities_is_refused(tmp_path: Path, authority: Path) -> None:
    check_authorities(str(authority))
    (tmp_path / "empty.crt").write_text("nothing")
    for name in ("empty.crt", "", "none.crt", "nul\0.crt"):
        with pytest.raises(BadAuthorities):
            check_authorities(str(tmp_path / name))


def test_what_the_site_says_goes_on_to_hold_when_the_site_changes(tmp_path: Path) -> None:
    encrypted = Site(server="VCOM1", tls=True)
    it = book(tmp_path, home=encrypted)
    same = Draft(name="a", server="VCOM1", tls=True)
    saved = it.save(same, "")
    assert isinstance(saved, Profile)
    assert saved.tls is None
    assert it.draft(saved).tls
    other = it.save(replace(same, tls=False), "a")
    assert isinstance(other, Profile)
    assert other.tls is False


class FullDisk(SettingsFile):
    """Settings on a disk without room."""

    def save(self, settings: Settings) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_that_cannot_be_written_are_said(tmp_path: Path, language: str) -> None:
    SettingsFile(tmp_path / "s.json").put_profile(Profile(name="VCOM1", server="VCOM1"))
    it = ProfileBook(FullDisk(tmp_path / "s.json"), Site(), Texts(language))
    for said in (it.save(GOOD, ""), it.drop("VCOM1")):
        assert isinstance(said, str)
        assert "No space left on device" in said
    assert [profile.name for profile in it.profiles()] == ["VCOM1"]
