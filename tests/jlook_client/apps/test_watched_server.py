# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever belongs to one server ends when another one is entered."""

import getpass
from pathlib import Path

import pytest

from jlook_client.apps.address import Aim
from jlook_client.apps.system_keyring import Owner
from jlook_client.apps.watched_server import ServerJoints, WatchedServer
from jlook_client.settings import Profile, SettingsFile
from jmss.errors import BadPort
from jmss.link.dial import Target
from jmss.link.view import Cause, LinkState
from jmss.settings import Site
from tests.fakes.desk_link import down, never, up
from tests.fakes.keyrings import AskedByHand

REFUSED = never(LinkState.HELD, cause=Cause.NOT_ALLOWED)


class Stage:
    """A server with its joints noted."""

    def __init__(self, folder: Path, *, remembers: bool = True) -> None:
        (folder / "token").write_text("jmss_home")
        self.home = Site(
            server="VCOM1", port=7340, tls=True, ca_file="/c", token_file=str(folder / "token")
        )
        self.file = SettingsFile(folder / "s.json")
        self.keyring = AskedByHand()
        self.calls: list[str] = []
        profile = Profile(name="VCOM1", server="VCOM1")
        self.server = WatchedServer(
            self.home,
            home=self.home,
            profile=profile if remembers else None,
            file=self.file,
            keyring=self.keyring,
            joints=ServerJoints(
                dial=lambda: self.calls.append("dial"),
                aimed=lambda: self.calls.append("aimed"),
                changed=lambda: None,
                say=lambda severity, template, **fields: None,
            ),
        )

    def shown(self, server: str) -> str:
        """What would be shown to that server by what dials now."""
        credentials = self.server._search.credentials
        return credentials.shown(server, "127.0.0.1", encrypted=True)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_the_token_of_one_server_is_never_shown_to_another(stage: Stage) -> None:
    first = stage.server._search.credentials
    assert stage.shown("VCOM1") == "jmss_home"
    stage.server.keep_ticket("jmst_home")
    assert stage.shown("VCOM1") == "jmst_home"
    stage.server.aim_at("VCOM9")
    assert stage.calls == ["aimed"]
    assert stage.server.target == Target("VCOM9", 7340)
    assert (stage.server.site.tls, stage.server.site.ca_file) == (False, "")
    assert {stage.shown(name) for name in ("VCOM1", "VCOM9")} == {""}
    stage.server.keep_ticket("jmst_other")
    assert first.shown("VCOM1", "127.0.0.1", encrypted=True) == "jmss_home"
    assert stage.shown("VCOM1") == ""
    stage.server.aim_at("VCOM1")
    assert stage.shown("VCOM1") == "jmss_home", "it is its own server again"
    assert stage.server.site == stage.home


def test_another_port_of_the_same_name_is_another_server(stage: Stage) -> None:
    stage.server.aim_at("VCOM1:9999")
    assert stage.shown("VCOM1") == ""


def test_the_same_server_again_is_dialled_and_keeps_what_it_has(stage: Stage) -> None:
    stage.server.keep_ticket("jmst_home")
    stage.server.aim_at("vcom1")
    assert stage.calls == ["dial"]
    assert stage.shown("VCOM1") == "jmst_home"


def test_what_is_no_address_changes_nothing(stage: Stage) -> None:
    with pytest.raises(BadPort):
        stage.server.aim_at("VCOM9:0")
    assert (stage.calls, stage.server.site) == ([], stage.home)


def test_the_keyring_is_asked_for_the_user_of_the_profile(stage: Stage) -> None:
    stage.server.link_changed(REFUSED)
    assert stage.keyring.asked[-1][1] == Owner("VCOM1", 7340, getpass.getuser())
    ueda = Profile(name="x", server="VCOM9", port=7341, user="ueda", tls=True)
    stage.server.aim(Aim(stage.home, ueda))
    assert (stage.server.user, stage.server.site.tls) == ("ueda", True)
    stage.keyring.say("jmss_late")
    assert stage.shown("VCOM9") == "", "the answer was for the server before"
    stage.server.link_changed(REFUSED)
    assert stage.keyring.asked[-1][1] == Owner("VCOM9", 7341, "ueda")


def test_only_another_user_is_another_search(stage: Stage) -> None:
    ueda = Profile(name="VCOM1", server="VCOM1", user="ueda")
    stage.server.aim(Aim(stage.home, ueda))
    assert stage.calls == ["aimed"]


def test_a_server_is_remembered_once_it_was_live(stage: Stage, tmp_path: Path) -> None:
    stage.server.link_changed(down())
    assert stage.file.load().settings.profiles == ()
    stage.server.aim_at("VCOM9")
    stage.server.link_changed(up())
    settings = stage.file.load().settings
    assert ([one.name for one in settings.profiles], settings.last) == (["VCOM9"], "VCOM9")
    (tmp_path / "other").mkdir()
    forgetful = Stage(tmp_path / "other", remembers=False)
    forgetful.server.aim_at("VCOM9")
    forgetful.server.link_changed(up())
    assert forgetful.file.load().settings.profiles == ()
