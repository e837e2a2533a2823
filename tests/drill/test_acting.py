# SPDX-License-Identifier: GPL-3.0-or-later
"""An operator acts on hundreds of jobs at a real JMSS server, which is killed in the middle."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from jlook_client.acts import SETTLED, Act, Stage
from jlook_client.apps.desk import Desk, Wishes
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.acts_list import ActsList
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from jmss.settings import Site
from tests.fakes import jmssd_that_dies_before_it_answers
from tests.fakes.desk_story import play_beside
from tests.fakes.jmssd import ADDRESS, Jmssd, running_jmssd
from tests.fakes.raw_client import RawClient

WITHIN = 30.0


async def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        await asyncio.sleep(0.005)


def a_desk(app: QApplication, server: Jmssd, folder: Path) -> Desk:
    site = Site(server="VCOM1", port=server.port, hosts={"VCOM1": ADDRESS})
    wishes = Wishes(language="en", theme=Theme.LIGHT)
    return Desk(app, site, SettingsFile(folder / "jlook.json"), wishes=wishes)


async def submit(server: Jmssd, count: int) -> None:
    async with RawClient(server.uri, role="command") as client:
        for _ in range(count):
            await client.submit()


async def live(desk: Desk, jobs: int) -> None:
    def there() -> bool:
        return desk.connection.view.state is LinkState.LIVE and desk.job_table.rowCount() == jobs

    await until(there)


def newest(desk: Desk) -> Act:
    return desk.acting.acts.newest_first[0]


def held_by(server: Jmssd) -> Counter[str]:
    """How many rows of the journal each operation led to that holds a job."""
    with closing(sqlite3.connect(server.database)) as database:
        query = 'SELECT op FROM journal WHERE CAST(fact AS TEXT) LIKE \'%"state":"held"%\''
        rows = database.execute(query).fetchall()
    return Counter(op for (op,) in rows)


@pytest.mark.slow
def test_a_kill_in_the_middle_leaves_no_operation_open_and_none_done_twice(
    qapp: QApplication, tmp_path: Path
) -> None:
    count = 500
    with running_jmssd(tmp_path / "cluster") as server:
        desk = a_desk(qapp, server, tmp_path)

        async def story() -> None:
            await submit(server, count)
            await live(desk, count)
            desk.jobs.select_all()
            desk.jobs.carry_out("hold")
            act = newest(desk)
            await until(lambda: act.counts[Stage.DONE] > count // 10)
            server.kill()
            await until(lambda: desk.connection.view.state is not LinkState.LIVE)
            assert act.counts[Stage.NOT_ASKED] > 0
            server.start("SV2")
            await live(desk, count)
            await until(lambda: act.is_settled)
            done = {part.job for part in act.at_stage(Stage.DONE)}
            held = {n for n, job in desk.mirror.jobs.items() if job.state is JobState.HELD}
            assert done == held
            assert {part.stage for part in act.parts} <= SETTLED
            assert len(done) + len(act.at_stage(Stage.NOT_ASKED)) == count
            by_operation = held_by(server)
            assert set(by_operation.values()) == {1}
            assert len(by_operation) == len(done)
            # Those that were not asked are selected with one press, and asked.
            desk.jobs.footer.select_left.click()
            desk.jobs.carry_out("hold")
            again = newest(desk)
            await until(lambda: again.is_settled)
            await until(lambda: desk.mirror.counts[JobState.HELD] == count)

        try:
            play_beside(qapp, desk, story)
        finally:
            desk.close()


def test_an_outcome_unknown_at_a_cut_settles_as_done_by_itself(
    qapp: QApplication, tmp_path: Path
) -> None:
    dying = [str(Path(jmssd_that_dies_before_it_answers.__file__))]
    with running_jmssd(tmp_path / "cluster", dying) as server:
        desk = a_desk(qapp, server, tmp_path)
        marks = desk.job_table.marks
        assert marks is not None
        seen: list[str] = []

        def look() -> None:
            """What the row says of it."""
            words = marks.words(1)
            if words and words not in seen:
                seen.append(words)

        async def story() -> None:
            await submit(server, 1)
            await live(desk, 1)
            desk.show()
            desk.jobs.select_all()
            desk.window.job_menu.entries["hold"].trigger()  # type: ignore[index] # its value

            def lost() -> bool:
                look()
                return desk.connection.view.state is not LinkState.LIVE

            await until(lost)
            server.wait()
            look()
            assert newest(desk).counts[Stage.UNKNOWN] == 1
            server.start("SV2")
            await live(desk, 1)
            await until(lambda: newest(desk).is_settled)
            assert seen == ["Hold: Sent", "Hold: Outcome unknown"]
            assert newest(desk).counts[Stage.DONE] == 1
            assert desk.mirror.jobs[1].state is JobState.HELD
            assert set(held_by(server).values()) == {1}, "it was done once"

        try:
            play_beside(qapp, desk, story)
        finally:
            desk.close()


def test_what_was_done_is_taken_back_from_the_menu(qapp: QApplication, tmp_path: Path) -> None:
    with running_jmssd(tmp_path / "cluster") as server:
        desk = a_desk(qapp, server, tmp_path)

        async def story() -> None:
            undo = desk.window.edit_menu.undo_entry
            await submit(server, 3)
            await live(desk, 3)
            desk.show()
            assert not undo.isEnabled()
            desk.jobs.select_all()
            desk.window.job_menu.entries["hold"].trigger()  # type: ignore[index] # its value
            await until(undo.isEnabled)
            assert undo.text() == "&Undo: Hold (3 jobs)"
            await submit(server, 1)
            async with RawClient(server.uri, role="command") as other:
                await other.ask({"k": "cancel", "job": 2})
            await until(lambda: undo.text() == "&Undo: Hold (2 jobs)")
            undo.trigger()
            await until(lambda: desk.mirror.counts[JobState.QUEUED] == 3)
            assert not undo.isEnabled()
            assert newest(desk).undoes

        try:
            play_beside(qapp, desk, story)
        finally:
            desk.close()


def test_priority_queue_and_cancel_by_keyboard(qapp: QApplication, tmp_path: Path) -> None:
    with running_jmssd(tmp_path / "cluster") as server:
        desk = a_desk(qapp, server, tmp_path)

        async def story() -> None:
            await submit(server, 1)
            await live(desk, 1)
            desk.show()
            desk.window.activateWindow()
            view, strip = desk.jobs.view, desk.jobs.strip
            view.setFocus()
            view.selectRow(0)
            await until(desk.window.job_menu.actions()[0].isEnabled)
            desk.jobs.carry_out("set_priority")
            field = strip.question.field if strip.question else None
            assert field is not None
            QTest.keyClicks(field, "80")
            QTest.keyClick(field, Qt.Key.Key_Return)
            await until(lambda: desk.mirror.jobs[1].priority == 80)
            desk.jobs.carry_out("move_to_queue")
            QTest.keyClick(strip.buttons[0], Qt.Key.Key_Return)
            await until(lambda: desk.mirror.jobs[1].queue != "NIGHT")
            desk.jobs.carry_out("cancel")
            await until(lambda: desk.mirror.jobs[1].state is JobState.CANCELLED)
            assert not strip.isVisible(), "a job that waits loses nothing"

        try:
            play_beside(qapp, desk, story)
        finally:
            desk.close()


def test_the_list_of_actions_opens_from_the_menu(qapp: QApplication, tmp_path: Path) -> None:
    with running_jmssd(tmp_path / "cluster") as server:
        desk = a_desk(qapp, server, tmp_path)

        async def story() -> None:
            await submit(server, 2)
            await live(desk, 2)
            desk.show()
            desk.jobs.select_all()
            desk.jobs.carry_out("hold")
            await until(lambda: newest(desk).is_settled)
            desk.window.job_menu.actions()[-1].trigger()
            view = desk.window.area.windows["actions"].view
            assert isinstance(view, ActsList)
            await until(view.isVisible)
            await until(view.show_all.isEnabled)
            desk.jobs.table.select([])
            view.show_all.click()
            assert desk.jobs.table.rowCount() == 2

        try:
            play_beside(qapp, desk, story)
        finally:
            desk.close()
