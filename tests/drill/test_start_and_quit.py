# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook is started and quit again and again, and each time it ends in order.

A style, a thread or a socket that outlives what it belongs to brings a program down now and
then, at its very end. So many rounds find what one round does not.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROUNDS = 3
ALL_ROUNDS = 100

QUITTER = """
import sys
from PyQt6.QtCore import QTimer
from jlook_client.apps import first_paint, jlook
when = int(sys.argv.pop(1))
paint = first_paint.painted

def painted(arguments):
    opened = paint(arguments)
    window = opened.window
    timer = QTimer(window)

    def look():
        if window.is_furnished and window.updatesEnabled():
            timer.stop()
            QTimer.singleShot(when, window.close)

    timer.timeout.connect(look)
    timer.start(10)
    return opened

jlook.painted = painted
jlook.main()
"""

STAYING = """
import sys
from PyQt6.QtCore import QTimer
from jlook_client.apps import first_paint, jlook
from jlook_client.views.main_window import MainWindow
paint = first_paint.painted

def painted(arguments):
    opened = paint(arguments)
    def bring_up():
        print("brought up", flush=True)
        opened.window.close()
    opened.window.bring_up = bring_up
    def look():
        if opened.window.is_furnished and opened.window.updatesEnabled():
            print("there", flush=True)
            timer.stop()
    timer = QTimer(opened.window)
    timer.timeout.connect(look)
    timer.start(10)
    QTimer.singleShot(60_000, opened.window.close)
    return opened

jlook.painted = painted
jlook.main()
"""


@pytest.fixture
def port() -> Iterator[int]:
    """A port that takes connections and never says anything."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def leftovers() -> list[str]:
    """What a JLook leaves only when it does not end in order."""
    runtime = Path(os.environ["XDG_RUNTIME_DIR"]) / "jlook"
    found = [*runtime.glob("*")] if runtime.exists() else []
    found += Path(os.environ["XDG_STATE_HOME"]).rglob("*crash*")
    return [path.name for path in found]


def quit_once(port: int, when: int) -> None:
    words = [sys.executable, "-c", QUITTER, str(when), f"127.0.0.1:{port}"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, (when, done.returncode, done.stderr[-2000:])
    assert "Traceback" not in done.stderr
    assert "never awaited" not in done.stderr
    assert leftovers() == []


def test_it_ends_in_order_after_a_start(port: int) -> None:
    for at in range(ROUNDS):
        quit_once(port, at * 40)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_starts_end_in_order(port: int) -> None:
    for at in range(ALL_ROUNDS):
        quit_once(port, at * 7 % 300)


def test_a_second_start_brings_the_first_to_the_front_and_ends(port: int) -> None:
    server = f"127.0.0.1:{port}"
    first = subprocess.Popen(
        [sys.executable, "-c", STAYING, server], stdout=subprocess.PIPE, text=True
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "there\n"
        words = [sys.executable, "-m", "jlook_client.apps.jlook", server]
        second = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 0, second.stderr
        assert first.stdout.readline() == "brought up\n"
        give_up = time.monotonic() + 20
        while first.poll() is None and time.monotonic() < give_up:
            time.sleep(0.02)
        assert first.returncode == 0
    finally:
        first.kill()
        first.communicate()
    assert leftovers() == []
