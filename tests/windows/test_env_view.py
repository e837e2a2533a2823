# SPDX-License-Identifier: GPL-3.0-or-later
"""JEnv on screen: edited on every page, applied as a whole, faults at their fields."""

from collections.abc import Callable

import msgspec
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QTableView,
    QWidget,
)

from jlook_client.acts import Stage
from jlook_client.looks import Looks
from jlook_client.views.dress import change_colours
from jlook_client.views.env_queues import QueuesPage
from jmss.errors import BadEnvironment, NotAsked, WrittenMeanwhile
from jmss.model.environment import Distribution, Environment, MachineSetting, QueueSetting
from jmss.model.environment_faults import Fault, FaultKind, as_fields
from jmss.model.menu import Entry, Menu
from jmss.model.prepared_jobs import prepared_jobs
from jmss.model.retention import Bound, Retention
from jmss.model.schedules import PreparedJob, Schedule
from tests.fakes.env_stage import FIRST, EnvStage


@pytest.fixture
def stage(looks: Looks, keep: Callable[[QWidget], None]) -> EnvStage:
    made = EnvStage(looks)
    keep(made.view)
    made.view.resize(1024, 700)
    made.view.show()
    made.view.activateWindow()
    QApplication.processEvents()
    return made


def typed(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def number(field: QSpinBox, value: int) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(value))
    QTest.keyClick(field, Qt.Key.Key_Return)


def shown(page: QueuesPage, row: int) -> list[str]:
    table = page.table
    return [str(table.index(row, at).data() or "") for at in range(table.columnCount())]


def test_what_holds_is_shown_and_nothing_can_be_applied(stage: EnvStage) -> None:
    view = stage.view
    assert [page.title for page in view.pages] == [
        "Job queues",
        "Execution machines",
        "Distribution method",
        "Performance data",
        "Retention",
        "Time limits",
        "Users",
    ]
    assert shown(view.queues, 0) == ["As it holds", "NIGHT", "VCOM1", "Open", "No limit", "All"]
    assert shown(view.queues, 2)[-1] == "VCOM2"
    assert not view.apply.isEnabled()
    assert not view.discard.isEnabled()
    assert not view.clash.isVisible()
    assert not view.hindered.isVisible()


def test_every_page_is_edited_and_all_of_it_goes_in_one(stage: EnvStage) -> None:
    view = stage.view
    number(view.queues.limit, 4)
    view.queues.choose(1)
    typed(view.queues.name, "DEPOT")
    view.queues.machines.item(0).setCheckState(Qt.CheckState.Checked)
    view.machines.choose(0)
    view.machines.own.click()
    number(view.machines.multiplicity, 9)
    view.machines.choose(1)
    view.machines.draining.click()
    view.distribution.methods[Distribution.CPU_USE].click()
    view.performance.collect.click()
    number(view.retention.jobs, 50)
    view.retention.choose(1)
    view.retention.own.click()
    number(view.retention.days, 7)
    view.time_limits.choose(2)
    number(view.time_limits.limit, 3600)
    assert shown(view.queues, 1)[:2] == ["Edited", "DEPOT"]
    view.apply.click()
    assert stage.asks.document == Environment(
        queues=(
            QueueSetting(name="NIGHT", virtual_computer="VCOM1", limit=4),
            QueueSetting(name="DEPOT", virtual_computer="VCOM1", machines=("VCOM2",)),
            QueueSetting(name="VCOM2", virtual_computer="VCOM2", time_limit=3600.0),
        ),
        machines=(
            MachineSetting(name="VCOM2", multiplicity=9),
            MachineSetting(name="VCOM3", draining=True),
        ),
        distribution=Distribution.CPU_USE,
        performance_data=True,
        retention=Retention(jobs=50, days=30.0, queues={"NIGHT": Bound(jobs=50, days=7.0)}),
    )
    assert not view.apply.isEnabled(), "it is on its way"
    stage.applied()
    assert not stage.model.is_edited
    assert view.told.text() == "The environment holds now."


def test_after_a_change_the_service_environment_is_to_be_updated(stage: EnvStage) -> None:
    """Manual, chapter 4 (S11)."""
    view = stage.view
    number(view.queues.limit, 1)
    assert not view.updated.isVisible()
    view.apply.click()
    assert not view.updated.isVisible()
    stage.applied()
    assert view.updated.isVisible()
    assert "[File]-[Update service environment]" in view.to_update.text()
    view.open_cluster_env.click()
    assert stage.opened == 1
    view.close_update.click()
    assert not view.updated.isVisible()


def test_cpu_use_becomes_machine_multiplicity_on_a_cluster(stage: EnvStage) -> None:
    """Manual, chapter 4 (S14)."""
    page = stage.view.distribution
    stage.view.list.setCurrentRow(2)
    assert not page.strip.isVisible()
    page.methods[Distribution.CPU_USE].click()
    assert page.strip.isVisible()
    assert "changed to “Machine multiplicity” by itself" in page.override.text()
    assert page.in_force.text() == "In force: Machine multiplicity"
    stage.view.apply.click()
    assert stage.asks.document.distribution is Distribution.CPU_USE, "it is kept"
    assert stage.asks.document.distribution_in_force is Distribution.MULTIPLICITY


def test_performance_data_is_not_collected_on_a_cluster(stage: EnvStage) -> None:
    """Manual, chapter 4 (S13)."""
    page = stage.view.performance
    stage.view.list.setCurrentRow(3)
    assert not page.strip.isVisible()
    page.collect.click()
    assert page.strip.isVisible()
    assert "No performance data of jobs can be collected on a cluster" in page.override.text()
    assert page.in_force.text() == "In force: not collected"
    stage.view.apply.click()
    assert stage.asks.document.performance_data, "it is kept"


def test_faults_are_told_at_their_fields_and_nothing_is_asked(stage: EnvStage) -> None:
    view = stage.view
    view.list.setCurrentRow(5)
    view.queues.choose(1)
    typed(view.queues.name, "NIGHT")
    view.queues.choose(0)
    view.list.setCurrentRow(5)
    view.apply.click()
    QApplication.processEvents()
    assert not stage.asks.asked
    assert view.stack.currentWidget() is view.queues, "the page of the first fault"
    assert view.queues.chosen == 1
    assert view.queues.name.hasFocus()
    assert view.queues.trouble("name") == "“NIGHT” is there twice."
    assert shown(view.queues, 1)[0] == "Wrong"
    assert view.told.text() == "1 fault. The first: “NIGHT” is there twice."
    assert "1 fault" in view.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    typed(view.queues.name, "DAY")
    assert view.told.text() == ""
    view.apply.click()
    assert len(stage.asks.asked) == 1


def test_what_the_server_finds_is_told_at_its_field_too(stage: EnvStage) -> None:
    view = stage.view
    view.queues.choose(1)
    view.queues.remove.click()
    view.list.setCurrentRow(3)
    view.apply.click()
    fault = Fault(field="queues", why=FaultKind.IN_USE, value="7, 9", known="STOCK")
    stage.asks.becomes(Stage.REFUSED, BadEnvironment(n=1, **as_fields([fault])))
    QApplication.processEvents()
    assert "these jobs are still in it: 7, 9" in view.told.text()
    assert view.stack.currentWidget() is view.queues
    assert view.queues.view.hasFocus()
    assert view.apply.isEnabled(), "the jobs may have ended meanwhile"
    view.apply.click()
    assert len(stage.asks.asked) == 2, "it is the server that knows"
    stage.applied()
    assert view.told.text() == "The environment holds now."


USERS = (
    Schedule(name="close", jobs=(PreparedJob(name="j", command="c", queue="STOCK"),)),
    Menu(
        entries=(
            Entry(
                id="n",
                title="Night",
                entries=(
                    Entry(
                        id="b",
                        title="Backup",
                        job=PreparedJob(
                            name="b", command="c", queue="NIGHT", wanted_machine="VCOM3"
                        ),
                    ),
                ),
            ),
        )
    ),
)


def test_a_queue_that_a_schedule_uses_is_named_at_once_and_does_not_go(stage: EnvStage) -> None:
    view = stage.view
    stage.model.take_prepared(prepared_jobs(USERS))
    assert view.queues.list_trouble.isHidden()
    view.queues.choose(1)
    view.queues.remove.click()
    words = (
        "Queue STOCK cannot go: these schedules submit jobs to it: close. Give them another"
        " queue in JSchedule first."
    )
    assert view.queues.list_trouble.text() == words
    assert view.queues.list_trouble.isVisible()
    view.apply.click()
    assert not stage.asks.asked
    assert view.told.text() == f"1 fault. The first: {words}"
    stage.model.take_prepared(())  # in JSchedule it has got another one
    assert view.queues.list_trouble.isHidden()
    view.apply.click()
    assert stage.asks.document.queues == (FIRST.queues[0], FIRST.queues[2])


def test_a_machine_that_an_entry_of_the_menu_wants_stays_with_its_queue(stage: EnvStage) -> None:
    view = stage.view
    stage.model.take_prepared(prepared_jobs(USERS))
    view.queues.choose(0)
    stage.model.edit(
        queues=(msgspec.structs.replace(FIRST.queues[0], machines=("VCOM2",)), *FIRST.queues[1:])
    )
    words = (
        "The queue cannot stop feeding VCOM3: these entries of the menu want it: Night › Backup."
        " Let them want another machine, or any, in JMenu first."
    )
    assert view.queues.trouble("machines") == words
    view.apply.click()
    assert not stage.asks.asked
    assert view.told.text() == f"1 fault. The first: {words}"


def test_what_keeps_a_queue_is_said_in_japanese(
    looks: Looks, keep: Callable[[QWidget], None]
) -> None:
    stage = EnvStage(looks, "ja")
    keep(stage.view)
    stage.model.take_prepared(prepared_jobs(USERS))
    stage.view.queues.choose(1)
    stage.view.queues.remove.click()
    assert stage.view.queues.list_trouble.text() == (
        "ジョブキュー STOCK は削除できません。次のスケジュールがここにジョブを投入します: close。"
        "先に JSchedule で別のジョブキューに変えてください。"
    )


def test_retention_may_be_left_to_cluster_toml(stage: EnvStage) -> None:
    page = stage.view.retention
    page.set_here.click()
    assert stage.model.mine.retention is None
    assert not page.jobs.isEnabled()
    page.set_here.click()
    assert stage.model.mine == FIRST
    page.choose(1)
    page.own.click()
    page.own.click()
    assert not stage.model.is_edited


def test_days_must_be_more_than_none(stage: EnvStage) -> None:
    page = stage.view.retention
    number(page.days, 0)
    stage.view.apply.click()
    QApplication.processEvents()
    assert not stage.asks.asked
    assert "more than 0" in page.trouble("days")
    assert page.days.hasFocus()


def test_a_machine_is_set_and_given_back_to_the_cluster(stage: EnvStage) -> None:
    page = stage.view.machines
    page.choose(0)
    assert not page.multiplicity.isEnabled()
    page.own.click()
    assert page.multiplicity.value() == 2, "it begins with what the cluster says"
    number(page.multiplicity, 0)
    assert stage.model.mine.machines == (MachineSetting(name="VCOM2", multiplicity=0),)
    page.own.click()
    assert not stage.model.is_edited


def test_a_new_queue_gets_a_name_of_its_own_and_one_goes(stage: EnvStage) -> None:
    page = stage.view.queues
    page.add.click()
    page.add.click()
    assert [queue.name for queue in stage.model.mine.queues[3:]] == ["QUEUE1", "QUEUE2"]
    assert page.name.hasFocus()
    page.remove.click()
    page.remove.click()
    assert not stage.model.is_edited
    page.choose(0)
    page.computer.setCurrentText("VCOM3")
    page.computer.textActivated.emit("VCOM3")
    assert stage.model.mine.queues[0].virtual_computer == "VCOM3"
    assert page.machines.ticked == ("VCOM3",)
    assert not page.machines.isEnabled(), "such a queue feeds its machine alone"


def test_what_comes_meanwhile_and_is_not_his_is_simply_shown(stage: EnvStage) -> None:
    queues = (msgspec.structs.replace(FIRST.queues[0], limit=7), *FIRST.queues[1:])
    stage.holds(Environment(revision=1, queues=queues, retention=FIRST.retention))
    assert shown(stage.view.queues, 0)[4] == "7"
    assert not stage.view.clash.isVisible()


def their(**parts: object) -> Environment:
    queues = (msgspec.structs.replace(FIRST.queues[0], **parts), *FIRST.queues[1:])
    return msgspec.structs.replace(FIRST, revision=1, queues=queues, performance_data=True)


@pytest.mark.parametrize(("keep_mine", "limit"), [(True, 4), (False, 9)])
def test_the_later_one_is_told_what_was_changed_and_loses_nothing(
    stage: EnvStage, *, keep_mine: bool, limit: int
) -> None:
    view = stage.view
    number(view.queues.limit, 4)
    view.time_limits.choose(1)
    number(view.time_limits.limit, 60)
    view.apply.click()
    # The other one was quicker; his change comes before the answer, or after it.
    stage.asks.becomes(
        Stage.REFUSED, WrittenMeanwhile(kind="environment", name="-", have=1, given=0)
    )
    assert "changed meanwhile" in view.told.text()
    stage.holds(their(limit=9))
    assert view.clash.isVisible()
    assert not view.apply.isEnabled()
    table = view.clash.table
    told = [[table.index(row, at).data() for at in range(5)] for row in range(2)]
    assert told == [
        ["Both", "Queue NIGHT: Jobs at once", "No limit", "9", "4"],
        ["Somebody else", "Performance data", "No", "Yes", "No"],
    ]
    assert stage.model.mine.queues[0].limit == 4, "his input is still there"
    (view.clash.keep_mine if keep_mine else view.clash.take_theirs).click()
    assert not view.clash.isVisible()
    view.apply.click()
    document = stage.asks.document
    assert document.revision == 1
    assert document.queues[0].limit == limit
    assert document.queues[1].time_limit == 60.0, "what he alone changed stays"
    assert document.performance_data, "what the other one alone changed stays"
    stage.applied()
    assert not stage.model.is_edited


def test_names_that_are_wrong_are_put_right_before_the_two_are_brought_together(
    stage: EnvStage,
) -> None:
    view = stage.view
    typed(view.queues.name, "STOCK")
    stage.holds(their(limit=9))
    assert not view.clash.keep_mine.isEnabled()
    assert "Correct the names" in view.clash.hint.text()
    typed(view.queues.name, "NIGHT2")
    assert view.clash.keep_mine.isEnabled()
    view.discard.click()
    assert not view.clash.isVisible()
    assert stage.model.mine == their(limit=9)


def test_ones_own_change_that_comes_before_its_answer_is_no_clash(stage: EnvStage) -> None:
    number(stage.view.queues.limit, 4)
    stage.view.apply.click()
    stage.holds(msgspec.structs.replace(stage.asks.document, revision=1))
    assert not stage.view.clash.isVisible()
    stage.asks.becomes(Stage.DONE)
    assert not stage.model.is_edited


def test_a_role_that_is_too_low_sees_everything_and_is_told_why(stage: EnvStage) -> None:
    view = stage.view
    stage.asks.role = "operator"
    view.look_again()
    assert view.hindered.isVisible()
    assert "needs the role administrator" in view.hindrance.text()
    for page in view.pages:
        assert not [one for one in inputs(page) if one.isEnabled()], page.title
    view.queues.choose(1)
    assert view.queues.name.text() == "STOCK", "looking is not forbidden"
    assert not view.apply.isEnabled()
    stage.asks.role = "administrator"
    view.look_again()
    assert not view.hindered.isVisible()
    assert view.queues.name.isEnabled()


def test_while_the_link_is_down_nothing_is_written_and_nothing_lost(stage: EnvStage) -> None:
    view = stage.view
    number(view.queues.limit, 4)
    view.show_stale("09:00:00")
    assert view.queues.table.stale
    assert not view.queues.limit.isEnabled()
    assert not view.apply.isEnabled()
    view.show_stale(None)
    assert not view.queues.table.stale
    assert view.queues.limit.value() == 4
    assert view.apply.isEnabled()


def test_an_outcome_that_a_cut_left_unknown_is_said_and_then_told(stage: EnvStage) -> None:
    view = stage.view
    number(view.queues.limit, 4)
    view.apply.click()
    stage.asks.becomes(Stage.UNKNOWN)
    assert view.told.text() == "Outcome unknown"
    assert stage.model.mine.queues[0].limit == 4
    stage.applied()
    assert view.told.text() == "The environment holds now."
    number(view.queues.limit, 5)
    view.apply.click()
    stage.asks.becomes(Stage.NOT_ASKED, NotAsked())
    assert "Nothing was done" in view.told.text()
    assert view.apply.isEnabled()


def test_the_page_is_remembered(stage: EnvStage) -> None:
    stage.view.list.setCurrentRow(4)
    left = stage.view.remembered()
    stage.view.list.setCurrentRow(0)
    stage.view.recall(left)
    assert stage.view.stack.currentWidget() is stage.view.retention
    stage.view.recall({"page": 99})
    stage.view.recall({"page": "x"})
    assert stage.view.list.currentRow() == 4


def inputs(widget: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QSpinBox, QListWidget)
    found = [one for kind in kinds for one in widget.findChildren(kind)]
    inside = [one for one in found if isinstance(one.parentWidget(), QSpinBox | QComboBox)]
    tables = [
        one for table in widget.findChildren(QTableView) for one in table.findChildren(QWidget)
    ]
    return [
        one for one in found if one not in inside and one not in tables and one.isVisibleTo(widget)
    ]


def test_everything_has_a_name_for_a_screen_reader(stage: EnvStage) -> None:
    view = stage.view
    asking = [view.users.question, view.users.shown, view.clash, view.updated]
    for widget in (*view.pages, *asking, view):
        for one in inputs(widget):
            spoken = one.text() if isinstance(one, QAbstractButton) else ""
            assert one.accessibleName() or spoken or one is view.users.question.yes, one
    for table in stage.view.findChildren(QTableView):
        assert table.accessibleName()


def test_the_chosen_line_stays_in_sight_where_the_list_gets_lower(stage: EnvStage) -> None:
    queues = [QueueSetting(name=f"Q{at}", virtual_computer="VCOM1") for at in range(12)]
    stage.holds(msgspec.structs.replace(FIRST, queues=tuple(queues), revision=3))
    page = stage.view.queues
    page.choose(6)
    stage.view.resize(1024, 480)
    QApplication.processEvents()
    view = page.view
    viewport = view.viewport()
    assert viewport is not None
    assert viewport.rect().contains(view.visualRect(page.table.index(6, 1)).center())


def test_the_marks_of_the_pages_change_their_colour_with_the_theme(
    stage: EnvStage, looks: Looks
) -> None:
    def mark() -> QImage:
        item = stage.view.list.item(0)
        assert item is not None
        return item.icon().pixmap(16, 16).toImage()

    light = mark()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    looks.wear(dark=True)
    change_colours(app, looks)
    QApplication.processEvents()
    assert mark() != light
    assert mark() == looks.icon("completed", "line").pixmap(16, 16).toImage()


def test_a_keyboard_is_enough(stage: EnvStage) -> None:
    view = stage.view
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    assert view.stack.currentWidget() is view.machines
    seen: list[QWidget] = []
    for _ in range(12):
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen:
            break
        seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert view.machines.view in seen
    assert view.machines.own in seen
    view.machines.draining.setFocus()
    QTest.keyClick(view.machines.draining, Qt.Key.Key_Space)
    QTest.keyClick(view.window(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert stage.asks.document.machines == (MachineSetting(name="VCOM2", draining=True),)
