# SPDX-License-Identifier: GPL-3.0-or-later
"""``jclusterenv`` without its window, for automation (manual S6)."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jmss.cluster.environment import Environments
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.ownership import Ownership
from jmss.cluster.toml import write_toml
from jmss.commands import own_window
from jmss.commands.jclusterenv import jclusterenv
from jmss.settings import load_site
from jmss.texts import Texts

Call = Callable[..., Result]


@pytest.fixture
def files(tmp_path: Path) -> Environments:
    folders = ClusterFolders(tmp_path / "cluster")
    folders.root.mkdir()
    write_toml(folders.layout, figure())
    for group in figure().groups:
        folders.drive(group.name).mkdir(parents=True)
    return Environments(folders, figure())


@pytest.fixture
def call(files: Environments, tmp_path: Path) -> Call:
    def called(*words: str, language: str = "en", given: str | None = None) -> Result:
        arguments = [*words, "--root", str(tmp_path / "cluster")]
        return CliRunner().invoke(jclusterenv(Texts(language)), arguments, input=given)

    return called


def test_it_lists_what_the_cluster_reports(call: Call) -> None:
    result = call("--list", "--node", "SV2")
    assert result.exit_code == 0
    assert "VCOM4" in result.stdout
    assert "Not set" in result.stdout
    listed = json.loads(call("--list", "--json").stdout)
    assert (listed["node"], len(listed["computers"]), len(listed["nodes"])) == ("SV1", 4, 4)
    assert call("--list", language="ja").exit_code == 0


def test_node_1_saves_and_node_2_loads(call: Call, files: Environments, tmp_path: Path) -> None:
    file = str(tmp_path / "settings.csv")
    result = call("--set", "VCOM4", "--type", "none", "--update", "--save", file, language="ja")
    assert result.exit_code == 0, result.output
    result = call("--node", "SV2", "--load", file, "--update", "--json")
    assert result.exit_code == 0, result.output
    one, two, *_ = json.loads(result.stdout)["nodes"]
    assert one["settings"] == one["applied"] == two["settings"] == two["applied"] != ""
    assert files.carried_as("SV2", "VCOM4") is None


def test_a_file_with_faults_changes_nothing(call: Call, files: Environments) -> None:
    text = call("--save", "-").stdout.replace("J:/", "I:/").replace("VCOM3", "VCOM7")
    result = call("--load", "-", "--update", given=text)
    assert result.exit_code == 2
    assert "nothing was changed: 3 faults" in result.stderr
    assert "line 3, column 3: The folder I:/log is not on the switching drive J:" in result.stderr
    result = call("--load", "-", "--json", given=text)
    told = json.loads(result.stdout)
    assert [(fault["line"], fault["code"]) for fault in told["faults"]] == [
        (3, "NotOnDrive"),
        (4, "BadCell"),
        (6, "BadCell"),
    ]
    assert told["error"]["code"] == "BadSettings"
    assert files.settings("SV1") is None
    assert files.applied("SV1") is None


def test_folders_are_set_and_refused(call: Call, files: Environments) -> None:
    assert call("--set", "VCOM2", "--type", "machine", "--log", "j:\\logs").exit_code == 0
    setting = files.shown("SV1").of("VCOM2")
    assert setting is not None
    assert setting.log == "J:/logs"
    result = call("--set", "VCOM2", "--type", "machine", "--log", "/var/log")
    assert result.exit_code == 2
    assert "The folder /var/log is not on the switching drive J:" in result.stderr
    assert files.shown("SV1").of("VCOM2") == setting


def test_who_needs_a_machine_is_not_known_without_a_link_and_that_is_said_once(call: Call) -> None:
    result = call("--set", "VCOM4", "--type", "none", "--update", "--json")
    assert result.exit_code == 0
    assert result.stderr.count("still need VCOM4 is not known") == 1
    assert json.loads(result.stdout)["nodes"][0]["applied"]
    assert call("--update").stderr == "", "it has been lost before"


def test_settings_that_somebody_else_has_changed(call: Call, files: Environments) -> None:
    before = json.loads(call("--list", "--json").stdout)["fingerprint"]
    wanted = ("--set", "VCOM4", "--type", "none", "--expect", before)
    assert call(*wanted).exit_code == 0
    result = call(*wanted)
    assert result.exit_code == 2
    assert "changed meanwhile" in result.stderr


def test_an_update_that_is_refused_says_the_way_out(call: Call, files: Environments) -> None:
    call("--set", "VCOM4", "--type", "none")
    drive = ClusterFolders(Path(files._folders.root)).drive("VCOM4")
    owner = Ownership.acquire(drive, virtual_computer="VCOM4", node="SV1")
    try:
        result = call("--update")
    finally:
        owner.release()
    assert result.exit_code == 1
    assert "`jstop VCOM4`" in result.stderr
    assert files.applied("SV1") is None


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--list", "--node", "SV9"), 1, "no node SV9"),
        (("--set", "VCOM9", "--type", "none"), 1, "no failover group VCOM9"),
        (("--set", "VCOM1"), 2, "belong together"),
        (("--type", "none"), 2, "belong together"),
        (("--log", "I:/x", "--list"), 2, "belongs to --set"),
        (("--load", "no-such-file.csv"), 2, "no-such-file.csv"),
        (("--save", "no-such-folder/x.csv"), 4, "no-such-folder"),
    ],
)
def test_what_cannot_be_done_is_named(
    call: Call, words: tuple[str, ...], code: int, told: str
) -> None:
    result = call(*words)
    assert (result.exit_code, told in result.stderr) == (code, True), result.stderr


def test_without_a_cluster(tmp_path: Path) -> None:
    words = ["--list", "--root", str(tmp_path / "nowhere")]
    result = CliRunner().invoke(jclusterenv(Texts("en")), words)
    assert result.exit_code == 1
    assert "`jcluster up`" in result.stderr


def test_without_anything_to_do_it_becomes_the_window(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(own_window.os, "execv", lambda _, words: started.append(words))
    root = tmp_path / "cluster"
    call("--node", "SV2")
    window = [sys.executable, "-m", "jlook_client.apps.jclusterenv", "--root", str(root)]
    assert started == [[*window, "--site", str(root / "site.toml"), "--node", "SV2"]]
    assert load_site(root / "site.toml").server == "VCOM1"
    assert call("--node", "SV9").exit_code == 1
    assert len(started) == 1


def test_from_a_desktops_menu_the_window_says_that_there_is_no_cluster(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(own_window.os, "execv", lambda _, words: started.append(words))
    CliRunner().invoke(jclusterenv(Texts("en")), ["--root", str(tmp_path)])
    assert started == [
        [sys.executable, "-m", "jlook_client.apps.jclusterenv", "--root", str(tmp_path), "VCOM1"]
    ]
    assert list(tmp_path.iterdir()) == []


def test_it_follows_until_its_input_ends(call: Call, tmp_path: Path) -> None:
    root = str(tmp_path / "cluster")
    following = subprocess.Popen(
        [sys.executable, "-m", "jmss.commands.jclusterenv", "--follow", "--root", root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert following.stdin is not None
        assert following.stdout is not None
        assert json.loads(following.stdout.readline())["nodes"][0]["settings"] == ""
        call("--set", "VCOM4", "--type", "none")
        assert json.loads(following.stdout.readline())["nodes"][0]["settings"] != ""
        (Path(root) / "cluster.toml").unlink()
        assert json.loads(following.stdout.readline())["error"]["code"] == "ClusterDown"
        following.stdin.close()
        assert following.wait(10.0) == 0
    finally:
        following.kill()
        following.stdout.close()
