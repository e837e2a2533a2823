# SPDX-License-Identifier: GPL-3.0-or-later
"""[利用者] of JEnv: tokens are made, shown once, replaced and revoked."""

from collections.abc import Callable

import pytest
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks
from jlook_client.views.env_users import UsersPage
from tests.fakes.env_stage import EnvStage


@pytest.fixture
def stage(looks: Looks, keep: Callable[[QWidget], None]) -> EnvStage:
    made = EnvStage(looks)
    keep(made.view)
    made.view.list.setCurrentRow(6)
    made.view.show()
    QApplication.processEvents()
    return made


def names(page: UsersPage) -> list[str]:
    return [str(page.table.index(row, 0).data()) for row in range(page.table.rowCount())]


def test_who_may_come_in_is_listed(stage: EnvStage) -> None:
    page = stage.view.users
    assert names(page) == ["site", "suzuki", "ueda"]
    assert page.table.index(0, 3).data() == "Of the cluster itself"
    assert page.table.index(1, 3).data() == "You came in with it"
    assert page.table.index(2, 1).data() == "Operator"
    for row, able in enumerate((False, False, True)):
        page.choose(row)
        assert page.replace.isEnabled() is able
        assert page.revoke.isEnabled() is able


def test_a_token_is_made_shown_once_and_put_away(stage: EnvStage) -> None:
    page = stage.view.users
    assert not page.make.isEnabled(), "there is one of that name"
    page.name.setFocus()
    page.name.clear()
    QTest.keyClicks(page.name, "sato")
    page.role.setCurrentIndex(page.role.findData("operator"))
    page.make.click()
    assert stage.users.asked == [("make", "sato", "operator", "False")]
    assert page.shown.isVisible()
    assert page.shown.token.text() == "jmss_secret"
    assert "not shown again" in page.told.text()
    assert "sato" in names(page)
    page.shown.copy.click()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "jmss_secret"
    page.shown.done.click()
    assert not page.shown.isVisible()
    assert page.shown.token.text() == ""


def test_a_token_is_replaced_with_another_role(stage: EnvStage) -> None:
    page = stage.view.users
    page.choose(2)
    assert page.role.currentData() == "operator"
    page.role.setCurrentIndex(page.role.findData("viewer"))
    page.replace.click()
    assert stage.users.asked == [("make", "ueda", "viewer", "True")]


def test_revoking_asks_first_and_the_harmless_answer_is_at_hand(stage: EnvStage) -> None:
    page = stage.view.users
    page.choose(2)
    page.revoke.click()
    assert page.question.isVisible()
    assert page.question.text.text() == "Revoke the token of ueda? The links with it end."
    page.question.no.click()
    assert not stage.users.asked
    page.revoke.click()
    page.question.yes.click()
    assert stage.users.asked == [("revoke", "ueda")]
    assert names(page) == ["site", "suzuki"]
    assert page.told.text() == "The token of ueda is gone."


def test_what_goes_wrong_is_said(stage: EnvStage) -> None:
    page = stage.view.users
    page.choose(2)
    stage.users.trouble = "Refused: no."
    page.replace.click()
    assert page.told.text() == "Refused: no."
    assert not page.shown.isVisible()
    page.revoke.click()
    page.question.yes.click()
    assert page.told.text() == "Refused: no."
    stage.view.look_again()
    assert names(page) == ["site", "suzuki", "ueda"], "what was known stays"


def test_who_may_not_know_sees_nobody(looks: Looks, keep: Callable[[QWidget], None]) -> None:
    stage = EnvStage(looks)
    keep(stage.view)
    stage.asks.role = "operator"
    stage.users.users.clear()
    stage.view.look_again()
    page = stage.view.users
    assert not page.name.isEnabled()
    assert not page.make.isEnabled()
