# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person may enter for a server, and which server is meant when nothing is entered."""

from pathlib import Path

import pytest

from jlook_client.apps.address import Address, Aim, chosen_aim, parse_address, site_for
from jlook_client.settings import Profile, Settings
from jmss.errors import BadConfiguration, BadPort, NoServerName, NoSuchProfile
from jmss.settings import DEFAULT_PORT, Site

NIGHT = Profile(name="night", server="VCOM9", port=7341)
KNOWN = Settings(profiles=(NIGHT,), last="night")


@pytest.fixture(autouse=True)
def site_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a site of its own: VCOM1 at 127.0.0.101."""
    file = tmp_path / "site.toml"
    file.write_text('server = "VCOM1"\nport = 7350\n[hosts]\nVCOM1 = "127.0.0.101"\n')
    monkeypatch.setenv("JMSS_SITE", str(file))
    return file


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("VCOM1", Address("VCOM1")),
        (" VCOM1:7341 ", Address("VCOM1", 7341)),
        ("jmss://VCOM1", Address("VCOM1")),
        ("JMSS://VCOM1:7341/", Address("VCOM1", 7341)),
        ("127.0.0.101:80", Address("127.0.0.101", 80)),
    ],
)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", ":7340", "jmss://", "V COM", "VCOM1/jobs", "VCOM1?x"),
        *("jmss://me:secret@VCOM1", "http://VCOM1"),
    ],
)
def test_what_has_no_name_in_it_is_refused(text: str) -> None:
    with pytest.raises((NoServerName, BadPort)):
        parse_address(text)


@pytest.mark.parametrize("port", ["", "0", "65536", "x", "７", "-1", "9" * 5000])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(BadPort, match="from 1 to 65535"):
        parse_address(f"VCOM1:{port}")


def test_an_address_comes_before_everything() -> None:
    aim = chosen_aim("jmss://VCOM5", settings=KNOWN)
    assert (aim.site.server, aim.site.port) == ("VCOM5", 7350)
    assert aim.profile == Profile(name="VCOM5:7350", server="VCOM5", port=7350)


def test_what_is_known_of_an_address_goes_along() -> None:
    tls = Profile(name="night", server="VCOM9", port=7341, tls=True, user="ueda")
    plain = Profile(name="other", server="VCOM9", port=7342)
    known = Settings(profiles=(plain, tls), last="night")
    assert chosen_aim("jmss://vcom9", settings=known).profile == tls, "the last one of several"
    assert chosen_aim("VCOM9:7342", settings=known).profile == plain
    assert chosen_aim("VCOM9:1", settings=known).profile.name == "VCOM9:1"
    assert chosen_aim("VCOM9", settings=known).site.tls


def test_a_profile_is_found_by_its_name() -> None:
    aim = chosen_aim(None, profile="night", settings=KNOWN)
    assert (aim.site.server, aim.site.port, aim.profile) == ("VCOM9", 7341, NIGHT)
    assert aim.site.hosts == {"VCOM1": "127.0.0.101"}
    with pytest.raises(NoSuchProfile, match=r"of the name day.* night"):
        chosen_aim(None, profile="day", settings=KNOWN)


def test_without_a_word_it_is_the_last_server_and_at_first_the_site(site_file: Path) -> None:
    assert chosen_aim(None, settings=KNOWN).site.server == "VCOM9"
    aim = chosen_aim(None, settings=Settings())
    assert (aim.site.server, aim.site.port) == ("VCOM1", 7350)
    assert aim.profile.name == "VCOM1:7350"
    assert chosen_aim(None, site_file=site_file, settings=KNOWN).site.server == "VCOM1"


def test_no_site_is_needed_where_a_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JMSS_SITE", "/nowhere/site.toml")
    aim = chosen_aim("VCOM5")
    assert (aim.site.port, aim.profile.name) == (DEFAULT_PORT, "VCOM5")
    with pytest.raises(BadConfiguration):
        chosen_aim(None)


HOME = Site(
    server="VCOM1",
    port=7350,
    hosts={"VCOM1": "127.0.0.101"},
    tls=True,
    ca_file="/site/ca.crt",
    token_file="/site/token",
)


def profile(server: str, port: int = 7350, **fields: object) -> Profile:
    return Profile(name="x", server=server, port=port, **fields)  # type: ignore[arg-type]


def test_the_home_servers_token_is_for_its_name_and_port_alone() -> None:
    assert site_for(HOME, profile("vcom1")) == HOME
    other_port = site_for(HOME, profile("VCOM1", 7))
    assert (other_port.token_file, other_port.tls, other_port.ca_file) == ("", True, HOME.ca_file)
    assert site_for(HOME, profile("VCOM2")) == Site(server="VCOM2", port=7350, hosts=HOME.hosts)


def test_a_profile_may_say_otherwise_than_the_site() -> None:
    other = site_for(HOME, profile("VCOM2", tls=True, ca_file="/own.crt"))
    assert (other.tls, other.ca_file, other.token_file) == (True, "/own.crt", "")
    assert not site_for(HOME, profile("VCOM1", tls=False)).tls
    assert site_for(HOME, profile("VCOM1", ca_file="/own.crt")).ca_file == "/own.crt"


def test_another_aim_from_the_same_home_finds_the_home_server_again() -> None:
    assert Aim(HOME, profile("VCOM1")).site == HOME
