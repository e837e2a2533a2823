# SPDX-License-Identifier: GPL-3.0-or-later
"""A tool whose view needs no link, such as JClusterEnv's, before there was ever one."""

from collections.abc import Callable

import pytest
from PyQt6.QtWidgets import QApplication, QLabel, QWidget

from jlook_client.looks import Looks
from jlook_client.settings import Settings
from jlook_client.token_question import Reason, TokenQuestion
from jlook_client.views.server_menu import ServerCalls
from jlook_client.views.tool_window import ToolCalls, ToolWindow
from jmss.link.view import Cause, LinkState
from jmss.texts import Texts
from tests.fakes.desk_link import DeskLink, never, up
from tests.fakes.still_clock import StillClock


class Stage:
    """The window on a fake link that was never up."""

    def __init__(self, looks: Looks) -> None:
        self.link = DeskLink()
        self.link.view = never(LinkState.HELD, cause=Cause.NOT_ALLOWED)
        self.window = ToolWindow("1.0", Texts("en"), Settings())
        servers = ServerCalls(
            profiles=list, open=lambda _: None, open_profile=lambda _: None, edit=lambda: None
        )
        calls = ToolCalls(
            link=self.link.calls(),
            connect_to=lambda _: None,
            show_changed=lambda _: None,
            servers=servers,
            wear=lambda _: None,
            keep_look=lambda **_: None,
            save=lambda: None,
        )
        self.window.furnish(looks, StillClock(at=5.3), calls, Settings())
        self.window.works_alone = True
        self.view = QLabel("the list")
        self.window.show_view(self.view)
        self.window.show()
        QApplication.processEvents()


@pytest.fixture
def stage(looks: Looks, keep: Callable[[QWidget], None]) -> Stage:
    made = Stage(looks)
    keep(made.window)
    return made


def test_the_view_is_there_at_once_and_connect_beside_it(stage: Stage) -> None:
    assert stage.view.isVisible()
    assert not stage.window.first_card.isVisible()
    assert stage.window.connect_menu.bar_entry.isVisible()
    assert not stage.window.banner.isVisible()


def test_a_token_that_is_asked_for_can_be_entered(stage: Stage) -> None:
    stage.link.question = TokenQuestion(server="VCOM1", reason=Reason.NEEDED)
    stage.window.look_again()
    assert stage.view.isVisible()  # nobody is kept from the list
    stage.window.focus_token()
    assert stage.window.first_card.isVisible()
    assert stage.window.first_card.token is not None
    assert stage.window.first_card.token.isVisible()
    stage.link.question = None
    stage.link.view = up()
    stage.window.look_again()
    assert stage.view.isVisible()


def test_it_says_when_it_closes(stage: Stage) -> None:
    told: list[bool] = []
    stage.window.closed.connect(lambda: told.append(True))
    stage.window.close()
    assert told == [True]
