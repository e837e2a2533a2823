# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from jlook_client.outline import Outline, read_outline
from jlook_client.settings import Profile, Settings, SettingsFile, Theme


def test_it_says_what_the_settings_say(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.save(
        Settings(
            theme=Theme.DARK,
            language="ja",
            places={"jobs": (0.0, 0.1, 0.5, 0.25)},
            hidden=("log",),
            tabbed=True,
            size=(1280, 800),
            position=(-1280, 40),
            maximised=True,
            profiles=(
                Profile(name="日次", server="VCOM2", port=7341),
                Profile(name="VCOM1", server="VCOM1"),
            ),
            last="日次",
        )
    )
    assert read_outline(str(file.path)) == Outline(
        theme="dark",
        language="ja",
        places={"jobs": (0.0, 0.1, 0.5, 0.25)},
        hidden=("log",),
        tabbed=True,
        size=(1280, 800),
        position=(-1280, 40),
        maximised=True,
        server="VCOM2",
        port=7341,
    )


def test_settings_that_say_nothing_give_the_settings_own_defaults(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "jlook.json")
    file.save(Settings())
    outline, settings = read_outline(str(file.path)), Settings()
    for name in ("theme", "language", "hidden", "tabbed", "size", "position", "maximised"):
        assert getattr(outline, name) == getattr(settings, name) == getattr(Outline(), name), name
    assert (dict(outline.places), outline.server) == (settings.places, settings.last)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{damaged",
        b"[1, 2]",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"size": [0, 900]}',
        b'{"size": [1e99, 900]}',
        b'{"size": "wide"}',
        b'{"size": [1]}',
        b'{"position": [1]}',
        b'{"position": "left"}',
        b'{"places": {"jobs": [1, 2]}}',
        b'{"places": [1]}',
        b'{"last": "a", "profiles": [{"server": "b"}]}',
        b'{"last": "a", "profiles": 7}',
        b'{"hidden": 7}',
    ],
)
def test_anything_odd_gives_the_defaults(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "jlook.json"
    path.write_bytes(content)
    assert read_outline(str(path)) == Outline()


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read_outline(str(tmp_path / "none.json")) == Outline()
