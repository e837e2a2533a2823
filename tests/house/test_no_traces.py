# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkout speaks of the project alone: of no machine it was made on, of no registry."""

import re
from pathlib import Path

import pytest

from tests.house.checkout import our_texts

HOSTS = {
    "127.0.0.1",
    "127.0.0.101",  # VCOM1 of the out-of-the-box cluster
    "fsf.org",
    "localhost",
    "www.gnu.org",
    "www.w3.org",
    "example.org",
}
"""The hosts that a file of ours may name."""

TRACES = {
    "a path of one machine": r"(?<![\w.~$}-])/(?:work|root)(?=[/\"'`\s]|$)",
    "a package index": r"(?:--|PIP_|UV_)(?:extra[-_])?(?:INDEX|FIND[-_]LINKS)(?:[-_]URL)?[ =]\S",
    "a package index by name": r"\b(?:pypi|registry|snapshot|deb)(?:\.[a-z-]+)+\b(?<=org|net|com)",
    "a mock": r"^\s*(?:from|import) unittest(?:\.mock\b| import .*\bmock\b)",
    "a task without an owner": r"\b(?:TODO|FIXME|XXX)\b(?!\(\w+\))(?=[: ])",
}

HERE = Path("tests/house/test_no_traces.py")


def traces(text: str) -> list[str]:
    """Name what a text should not hold."""
    found = [
        f"{what}: {hit.group().strip()}"
        for what, pattern in TRACES.items()
        for hit in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)
    ]
    for hit in re.finditer(r"\b(?:https?|wss?)://([\w.-]+)", text):
        host = hit.group(1)
        if host not in HOSTS and not host.endswith((".example", ".test")) and "VCOM" not in host:
            found.append(f"a host: {host}")
    return found


def test_no_file_holds_a_trace() -> None:
    found = {
        str(path): hits
        for path, text in our_texts().items()
        if path != HERE and (hits := traces(text))
    }
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "see /work/notes",
        "cd /root",
        "pip install --index-url=x",
        "--extra-index-url https://example.org/simple",
        "# TODO: later",
        "from unittest.mock import Mock",
        "from unittest import mock",
        "https://packages.invalid/simple",
        "deb.invalid.org",
    ],
)
def test_a_trace_is_noticed(line: str) -> None:
    assert traces(line)


@pytest.mark.parametrize(
    "line",
    ["ROOT/nodes/SV1", "drives/work/x", "./work/", "ws://VCOM1:7340", "# TODO(anna): later"],
)
def test_ordinary_words_pass(line: str) -> None:
    assert not traces(line)


def test_requirements_are_pinned_and_hashed() -> None:
    for name in ("run", "test"):
        text = our_texts()[Path(f"requirements/{name}.txt")]
        pins = re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE)
        assert len(pins) > 10
        assert len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) == len(pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
