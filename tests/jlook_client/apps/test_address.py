# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person may enter for a server, and which server is meant when nothing is entered."""

from pathlib import Path

import pytest

from jlook_client.apps.address import Address, aimed, parse_address, site_of
from jlook_client.settings import Profile, Settings
from jmss.errors import BadConfiguration
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
        *("", ":7340", "jmss://", "VCOM1:", "VCOM1:0", "VCOM1:65536", "VCOM1:x", "VCOM1:７"),
        *("jmss://me:secret@VCOM1", "http://VCOM1", "V COM", "VCOM1/jobs", "VCOM1?x"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadConfiguration):
        parse_address(text)


def test_an_address_comes_before_everything() -> None:
    site, profile = site_of("jmss://VCOM5", settings=KNOWN)
    assert (site.server, site.port) == ("VCOM5", 7350)
    assert profile == Profile(name="VCOM5:7350", server="VCOM5", port=7350)


def test_a_profile_is_found_by_its_name() -> None:
    site, profile = site_of(None, profile="night", settings=KNOWN)
    assert (site.server, site.port, profile) == ("VCOM9", 7341, NIGHT)
    assert site.hosts == {"VCOM1": "127.0.0.101"}
    with pytest.raises(BadConfiguration, match="no such profile; there are: night"):
        site_of(None, profile="day", settings=KNOWN)


def test_without_a_word_it_is_the_last_server_and_at_first_the_site(site_file: Path) -> None:
    assert site_of(None, settings=KNOWN)[0].server == "VCOM9"
    site, profile = site_of(None, settings=Settings())
    assert (site.server, site.port) == ("VCOM1", 7350)
    assert profile.name == "VCOM1:7350"
    named, _ = site_of(None, site_file=site_file, settings=KNOWN)
    assert named.server == "VCOM1"


def test_no_site_is_needed_where_a_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JMSS_SITE", "/nowhere/site.toml")
    site, profile = site_of("VCOM5")
    assert (site.port, profile.name) == (DEFAULT_PORT, "VCOM5")
    with pytest.raises(BadConfiguration):
        site_of(None)


def test_another_server_gets_nothing_but_the_table_of_hosts() -> None:
    site = Site(server="VCOM1", port=7350, hosts={"VCOM1": "127.0.0.101"})
    assert aimed(site, Address("VCOM1", 7)) == Site(server="VCOM1", port=7, hosts=site.hosts)
    assert aimed(site, Address("VCOM2")) == Site(server="VCOM2", port=7350, hosts=site.hosts)
