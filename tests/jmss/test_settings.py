# SPDX-License-Identifier: GPL-3.0-or-later
"""A site file is read whole or refused with the field named."""

from pathlib import Path

import pytest

from jmss.errors import BadConfiguration
from jmss.settings import Site, default_root, find_site, load_site


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_site_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, 'server = "VCOM1"\nport = 7000\n[hosts]\nVCOM1 = "127.0.0.101"\n')
    assert load_site(path) == Site(server="VCOM1", port=7000, hosts={"VCOM1": "127.0.0.101"})


@pytest.mark.parametrize(
    ("text", "named"), [('port = "x"', "port"), ("prot = 1", "prot"), ("port = [", "")]
)
def test_a_fault_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadConfiguration) as refused:
        load_site(path)
    assert named in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="No such file"):
        load_site(tmp_path / "site.toml")


def test_the_wish_comes_before_the_environment_before_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = written(tmp_path, "port = 1")
    monkeypatch.setenv("JMSS_ROOT", str(tmp_path / "root"))
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "site.toml").write_text("port = 3")
    other = tmp_path / "other.toml"
    other.write_text("port = 2")
    assert find_site(wish, {"JMSS_SITE": str(other)}).port == 1
    assert find_site(None, {"JMSS_SITE": str(other)}).port == 2
    assert find_site(None, {}).port == 3
    assert default_root() == tmp_path / "root"


def test_files_lie_beside_the_site_that_names_them(tmp_path: Path) -> None:
    assert load_site(written(tmp_path, 'token_file = "t"')).token_file == str(tmp_path / "t")
    assert load_site(written(tmp_path, 'token_file = "/x/t"')).token_file == "/x/t"
    assert load_site(written(tmp_path, "port = 1")).token_file == ""
