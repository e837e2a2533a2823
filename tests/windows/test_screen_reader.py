# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything can be read out: JLook on a real X server and a real accessibility bus (AT-SPI)."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.fakes.jmssd import CHECKOUT, Jmssd, running_jmssd
from tests.fakes.screen_reader import ScreenReader, Spoken, private_bus

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("dbus-daemon")),
        reason="needs the packages xvfb and dbus",
    ),
    pytest.mark.skipif(
        not Path("/usr/share/dbus-1/services/org.a11y.Bus.service").exists(),
        reason="needs the package at-spi2-core",
    ),
]

CONTROLS = {
    "push button", "toggle button", "check box", "radio button", "text", "combo box", "list",
    "menu item", "check menu item", "radio menu item", "table", "cell", "column header",
    "spin button", "slider", "page tab", "list item", "tree", "internal frame", "frame",
}  # fmt: skip
"""The roles that an operator uses or reads (names of AT-SPI)."""


@contextmanager
def a_screen() -> Iterator[str]:
    """Run an X server and give its display."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    try:
        yield display
    finally:
        screen.terminate()
        screen.wait(10)


@contextmanager
def a_desk(server: Jmssd, language: str, bus: str, display: str) -> Iterator[None]:
    """Run JLook with all its subwindows open."""
    seen = {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "DBUS_SESSION_BUS_ADDRESS": bus,
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "NO_AT_BRIDGE": "0",
    }
    desk = subprocess.Popen(
        [sys.executable, "-m", "tests.windows.spoken_desk", str(server.port), language],
        cwd=CHECKOUT,
        env=os.environ | seen,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert desk.stdin is not None
    assert desk.stdout is not None
    try:
        assert desk.stdout.readline() == "ready\n"
        yield
    finally:
        desk.stdin.close()
        desk.wait(20)
        desk.stdout.close()


def read_out(bus: str) -> list[Spoken]:
    """Read everything the desk offers, once it is on the bus."""
    reader = ScreenReader(bus)
    give_up = time.monotonic() + 10
    while not reader.programs():
        assert time.monotonic() < give_up, "JLook is not on the accessibility bus"
        time.sleep(0.05)
    spoken = [one for program in reader.programs() for one in reader.read(program)]
    reader.close()
    return spoken


@pytest.fixture(params=["ja", "en"])
def spoken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Spoken]]:
    with ExitStack() as stack:
        server = stack.enter_context(running_jmssd(tmp_path))
        bus = stack.enter_context(private_bus())
        display = stack.enter_context(a_screen())
        stack.enter_context(a_desk(server, request.param, bus, display))
        yield read_out(bus)


def test_every_control_and_cell_has_a_name(spoken: list[Spoken]) -> None:
    # What is hidden gets its words when it is shown; an entry is hidden until its menu opens.
    there = [one for one in spoken if one.showing or "menu" in one.role]
    controls = [one for one in there if one.role in CONTROLS]
    nameless = [(one.role, one.path[-3:]) for one in controls if not one.name.strip()]
    assert len(controls) > 150
    assert nameless == []


def test_a_cell_says_its_column_and_its_text(spoken: list[Spoken]) -> None:
    cells = [one.name for one in spoken if one.role == "cell"]
    texts = {name.partition(": ")[2] for name in cells}
    assert {"job 1", "job 2", "job 3", "NIGHT"} <= texts
    assert [name for name in cells if ": " not in name] == []
