# SPDX-License-Identifier: GPL-3.0-or-later
"""Views and filters that all JLooks of a user share, through one settings file."""

from pathlib import Path
from typing import Any

from jlook_client.apps.kept_settings import KeptSettings
from jlook_client.apps.shared_finding import shared_finding
from jlook_client.settings import Profile, Settings, SettingsFile
from jlook_client.views.filter_history import MOST, FilterHistory
from jlook_client.views.finding import Finding


class Desk:
    """One JLook's share in the settings."""

    def __init__(self, path: Path) -> None:
        self.file = SettingsFile(path)
        self.settings = KeptSettings(self.file, self.file.load().settings, _fail)
        self.warned: list[dict[str, Any]] = []
        self.finding: Finding = shared_finding(self.settings, lambda: "ueda", self._warn)

    def _warn(self, _template: str, **fields: Any) -> None:
        self.warned.append(fields)


def _fail(error: OSError) -> None:
    raise error


def test_two_jlooks_lose_none_of_each_others_views(tmp_path: Path) -> None:
    one, other = Desk(tmp_path / "jlook.json"), Desk(tmp_path / "jlook.json")
    one.finding.views.save("night", {"filter": {"text": "夜間"}})
    other.finding.views.save("failed", {})
    one.settings.keep(tabbed=True)
    one.finding.views.read()
    assert one.finding.views.names == ["night", "failed"]
    assert one.finding.views.left("night") == {"filter": {"text": "夜間"}}
    other.finding.views.delete("night")
    one.finding.views.rename("failed", "red")
    again = Desk(tmp_path / "jlook.json")
    assert again.finding.views.names == ["red"]
    assert again.settings.now.tabbed


def test_damaged_views_are_put_aside_and_kept(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    bad: tuple[Any, ...] = ({"name": "", "left": {}}, 5, {"name": "x"}, {"name": ["y"], "left": {}})
    file.save(Settings(saved_views=({"name": "good", "left": {}}, *bad), tabbed=True))
    desk = Desk(file.path)
    assert desk.finding.views.names == ["good"]
    assert desk.warned == [{"names": "?, ?, x, ?"}]
    kept = file.load().settings
    assert kept.damaged_views == bad
    assert kept.saved_views == ({"name": "good", "left": {}},)
    assert kept.tabbed
    assert Desk(file.path).warned == []


def test_the_last_filters_are_kept_newest_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "jlook.json")
    for text in ("night", "", "state:failed", " night "):
        desk.finding.history.remember(text)
    assert desk.finding.history.texts == ("night", "state:failed")
    desk.file.remember(Profile(name="home", server="VCOM1"))
    assert Desk(desk.file.path).finding.history.texts == ("night", "state:failed")


def test_only_so_many_filters_are_kept() -> None:
    history = FilterHistory(str(number) for number in range(100))
    history.remember("new")
    assert len(history.texts) == MOST
    assert history.texts[:2] == ("new", "0")
