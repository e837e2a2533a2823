# SPDX-License-Identifier: GPL-3.0-or-later
"""A fault of ours: a bundle is written, a window says where, and JLook goes on."""

import asyncio
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jlook_client.apps.fault_watch import MOST_BUNDLES, FaultWatch
from jlook_client.apps.log_bundle import LogBundle, Sources
from jlook_client.views.fault_window import FaultWindow
from jmss.texts import Texts

Log = Callable[[str], None]


@pytest.fixture
def main_window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def watch(main_window: QWidget, tmp_path: Path) -> Iterator[FaultWatch]:
    sources = Sources(log=tmp_path / "l", settings=tmp_path / "s", users=lambda: ["ueda"])
    watch = FaultWatch(LogBundle(tmp_path / "b", sources), Texts("en"), lambda: main_window)
    yield watch
    watch.uninstall()


def fail(text: str) -> BaseException:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def take(watch: FaultWatch, error: BaseException) -> None:
    watch.take(type(error), error, error.__traceback__)


def window_of(watch: FaultWatch) -> FaultWindow:
    assert watch._window is not None
    return watch._window


def bundles(folder: Path) -> list[Path]:
    return sorted((folder / "b").glob("*.zip"))


def test_a_fault_is_told_with_its_bundle_and_nothing_is_modal(
    watch: FaultWatch, qtbot: QtBot, tmp_path: Path, expect_log: Log
) -> None:
    expect_log("fault")
    take(watch, fail("x ueda jmss_0123456789abcdef"))
    qtbot.waitUntil(lambda: watch._window is not None and watch._window.isVisible())
    window = window_of(watch)
    assert not window.isModal()
    assert window.headline.text() == "Something went wrong in JLook. It goes on."
    path = Path(window.path.text())
    assert path == bundles(tmp_path)[0]
    with zipfile.ZipFile(path) as bundle:
        told = bundle.read("fault.txt").decode()
    assert "ValueError: x <user> <secret>" in told
    assert "in fail" in told
    window.copy.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == str(path)
    assert window.told.text() == "The path is on the clipboard."


def test_the_names_of_users_can_be_put_back(
    watch: FaultWatch, qtbot: QtBot, tmp_path: Path, expect_log: Log
) -> None:
    expect_log("fault")
    take(watch, fail("by ueda"))
    qtbot.waitUntil(lambda: watch._window is not None and watch._window.isVisible())
    first = window_of(watch).path.text()
    window_of(watch).with_users.click()
    qtbot.waitUntil(lambda: window_of(watch).path.text() != first)
    with zipfile.ZipFile(window_of(watch).path.text()) as bundle:
        assert "by ueda" in bundle.read("fault.txt").decode()


def test_the_same_fault_again_is_counted(
    watch: FaultWatch, qtbot: QtBot, tmp_path: Path, expect_log: Log
) -> None:
    expect_log("fault")
    for _ in range(4):
        take(watch, fail("x"))
    qtbot.waitUntil(lambda: watch._window is not None and watch._window.isVisible())
    assert window_of(watch).told.text() == "3 more faults since"
    assert len(bundles(tmp_path)) == 1


def test_faults_without_end_get_few_bundles(
    watch: FaultWatch, qtbot: QtBot, tmp_path: Path, expect_log: Log
) -> None:
    expect_log("trouble")
    for n in range(20):
        watch.take_of_loop(None, {"message": f"trouble {n}"})  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(bundles(tmp_path)) == MOST_BUNDLES)
    qtbot.waitUntil(lambda: watch._window is not None)
    qtbot.waitUntil(lambda: window_of(watch).told.text() == "17 more faults since")


def test_faults_of_slots_threads_destructors_and_tasks_are_taken(
    watch: FaultWatch, qtbot: QtBot, expect_log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    monkeypatch.setattr(watch, "_tell", lambda known_by, _text: taken.append(known_by[0]))
    for name in ("in a destructor", "ZeroDivisionError", "in a slot", "'x'"):
        expect_log(name)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    watch.install()

    class Dying:
        def __del__(self) -> None:
            raise KeyError("in a destructor")

    Dying()
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError("in a slot"), None)

    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(watch.take_of_loop)
        asyncio.get_running_loop().call_soon(lambda: {}["x"])
        await asyncio.sleep(0.01)

    asyncio.run(story())
    assert taken == ["KeyError", "ZeroDivisionError", "ValueError", "KeyError"]


def test_a_bundle_that_cannot_be_written_is_said(
    main_window: QWidget, qtbot: QtBot, tmp_path: Path, expect_log: Log
) -> None:
    expect_log("fault")
    (tmp_path / "file").touch()
    bundle = LogBundle(tmp_path / "file", Sources(log=tmp_path, settings=tmp_path))
    watch = FaultWatch(bundle, Texts("en"), lambda: main_window)
    take(watch, fail("x"))
    qtbot.waitUntil(lambda: watch._window is not None and watch._window.isVisible())
    window = window_of(watch)
    assert window.failure.text().startswith("The log bundle could not be written: ")
    assert not window.copy.isVisible()


def test_the_operator_can_have_a_bundle_at_any_time_and_a_crash_is_told(
    watch: FaultWatch, qtbot: QtBot, tmp_path: Path
) -> None:
    watch.save_bundle()
    qtbot.waitUntil(lambda: watch._window is not None and watch._window.isVisible())
    assert window_of(watch).headline.text() == "The log bundle is ready."
    crash = tmp_path / "c"
    crash.write_text("Segmentation fault")
    watch.tell_of_crash([crash])
    qtbot.waitUntil(lambda: "abruptly" in window_of(watch).headline.text())
    with zipfile.ZipFile(window_of(watch).path.text()) as bundle:
        assert bundle.read("crash-1.txt") == b"Segmentation fault"
