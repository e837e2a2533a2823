# SPDX-License-Identifier: GPL-3.0-or-later
"""Job details and statistics on screen, against a real server that is killed and comes again."""

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.waiting import until
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.job_detail import JobDetail
from jlook_client.views.statistics import StatisticsView
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from jmss.model.operations import Cancel, Hold, Submit
from jmss.settings import Site
from tests.fakes.desk_story import play_beside
from tests.fakes.jmssd import ADDRESS, running_jmssd


@pytest.mark.slow
def test_nothing_is_lost_or_counted_twice(qapp: QApplication, tmp_path: Path) -> None:
    with running_jmssd(tmp_path / "cluster") as server:
        site = Site(server="VCOM1", port=server.port, hosts={"VCOM1": ADDRESS})
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        desk = Desk(qapp, site, SettingsFile(tmp_path / "settings.json"), wishes=wishes)

        def ended(view: StatisticsView) -> int:
            return sum(one.cancelled for one in view.series.minutes.values())

        async def story() -> None:
            link = desk.connection
            desk.show()
            await until(lambda: link.view.state is LinkState.LIVE, "a live link", 60.0)
            for number in range(1, 4):
                job = Submit(name=f"j{number}", command="true", queue="NIGHT", owner="o")
                assert link.ask(job, lambda _asked: None)
            await until(lambda: len(desk.mirror.jobs) == 3, "the jobs", 30.0)
            assert link.ask(Cancel(2), lambda _asked: None)
            await until(lambda: desk.mirror.jobs[2].state is JobState.CANCELLED, "its end", 30.0)

            desk.subwindows.open("statistics")
            statistics = desk.window.area.windows["statistics"].view
            assert isinstance(statistics, StatisticsView)
            await until(lambda: statistics.series.counts_on, "the counts", 30.0)
            assert ended(statistics) == 1
            assert link.ask(Cancel(3), lambda _asked: None)
            await until(lambda: ended(statistics) == 2, "the next end", 30.0)

            desk.jobs.select_jobs([1])
            await until(desk.jobs.actions_on_jobs.detail.isEnabled, "the action", 10.0)
            view = desk.jobs.view
            view.setCurrentIndex(desk.job_table.index(desk.job_table.row_of(1) or 0, 0))
            QTest.keyClick(view, Qt.Key.Key_Return)
            detail = desk.window.area.windows["detail-1"].view
            assert isinstance(detail, JobDetail)
            await until(lambda: detail.truth.text() == "live", "the journal", 30.0)
            await until(lambda: "No execution machine" in detail.why.text(), "the reason", 30.0)
            assert link.ask(Hold(1), lambda _asked: None)
            await until(lambda: len(detail.journal.rows) == 2, "the change", 30.0)
            await until(lambda: detail.why.text().startswith("It is held by "), "who", 30.0)

            server.kill()
            await until(lambda: detail.truth.text().startswith("as of"), "the loss", 60.0)
            assert "(as of " in detail.why.text()
            assert not statistics.series.counts_on
            server.start("SV2")
            await until(lambda: link.view.state is LinkState.LIVE, "a live link again", 60.0)
            await until(lambda: statistics.series.counts_on, "the counts again", 30.0)
            await until(lambda: ended(statistics) == 2, "those of before", 30.0)
            assert link.ask(Cancel(1), lambda _asked: None)
            await until(lambda: len(detail.journal.rows) == 3, "a change after it", 30.0)
            await until(lambda: ended(statistics) == 3, "one more", 30.0)
            assert [row[2] for row in detail.journal.rows][:2] == ["Queued", "Held"]

        try:
            play_beside(qapp, desk, story)
        finally:
            desk.close()
