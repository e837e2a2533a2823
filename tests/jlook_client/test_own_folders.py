# SPDX-License-Identifier: GPL-3.0-or-later
import sys

import pytest
from platformdirs import user_cache_path, user_config_path

from jlook_client.own_folders import boards_path, settings_path


@pytest.mark.parametrize("named", ["", "relative/place", "/somewhere/of my own", "/tmp/x/"])
def test_the_folders_are_where_platformdirs_has_them(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", named)
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    config, cache = (
        place("jlook", appauthor=False) for place in (user_config_path, user_cache_path)
    )
    assert settings_path().replace("//", "/") == str(config / "jlook.json")
    assert boards_path().replace("//", "/") == str(cache / "boards")


def test_elsewhere_than_on_linux_platformdirs_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    here = settings_path(), boards_path()
    monkeypatch.setattr(sys, "platform", "haiku")
    assert (settings_path(), boards_path()) == here
