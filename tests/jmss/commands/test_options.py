# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server a command calls: options, the site's file, the environment."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jmss.commands.jstat import jstat
from jmss.texts import Texts
from tests.fakes.command_runs import Run
from tests.fakes.fake_server import FakeServer


def ask(*words: str) -> Result:
    return CliRunner().invoke(jstat(Texts("en")), ["--timeout", "0.3", *words])


def site(server: FakeServer, folder: Path, **others: str) -> Path:
    file = folder / "site.toml"
    file.write_text(
        f'server = "VCOM1"\nport = {server.port}\nhosts = {{ VCOM1 = "127.0.0.1" }}\n'
        + "".join(f"{name} = {value}\n" for name, value in others.items())
    )
    return file


def test_the_site_says_which_server(server: FakeServer, tmp_path: Path) -> None:
    assert ask("--site", str(site(server, tmp_path))).exit_code == 0


def test_the_environment_says_which_site(
    server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JMSS_SITE", str(site(server, tmp_path)))
    assert ask().exit_code == 0


def test_otherwise_it_is_the_cluster_of_this_machine(
    server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JMSS_ROOT", str(tmp_path))
    site(server, tmp_path)
    assert ask().exit_code == 0


def test_a_server_by_name_takes_port_and_address_from_the_site(
    server: FakeServer, tmp_path: Path
) -> None:
    file = str(site(server, tmp_path))
    assert ask("--site", file, "--server", "vcom1").exit_code == 0
    result = ask("--site", file, "--server", f"vcom1:{server.port}")
    assert result.exit_code == 0


def test_a_missing_site_file_is_named(tmp_path: Path) -> None:
    result = ask("--site", str(tmp_path / "none.toml"))
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'none.toml'}: No such file or directory.\n"


def test_no_site_at_all_names_the_file_that_is_missing() -> None:
    result = ask("--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "BadConfiguration"
    assert error["fields"]["where"].endswith("site.toml")


def test_a_wrong_site_file_names_the_field(server: FakeServer, tmp_path: Path) -> None:
    file = site(server, tmp_path, colour='"red"')
    result = ask("--site", str(file))
    assert result.exit_code == 2
    assert str(file) in result.stderr
    assert "colour" in result.stderr


def test_a_wrong_server_name_is_named() -> None:
    result = ask("--server", "no-such-name.invalid:7340")
    assert result.exit_code == 3
    assert "No JMSS server answers at no-such-name.invalid:7340" in result.stderr


@pytest.mark.parametrize("name", ["VCOM1:", "VCOM1:x", "VCOM1:0", "VCOM1:65536", ":7340", "::1"])
def test_a_server_that_cannot_be_one_is_wrong_usage(name: str) -> None:
    result = ask("--server", name)
    assert result.exit_code == 2
    assert "--server" in result.stderr


def test_the_server_is_told_who_asks(server: FakeServer, run: Run) -> None:
    assert run("jstat").exit_code == 0
    hello = server.hellos[-1]
    assert (hello.user, hello.agent.split("/")[0]) == ("batch", "jstat")


def test_the_login_name_asks_otherwise(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "keiri01")
    assert ask("--server", server.url()).exit_code == 0
    assert server.hellos[-1].user == "keiri01"
