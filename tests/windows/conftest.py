# SPDX-License-Identifier: GPL-3.0-or-later
"""Real windows in the program's own style, taken down in order after each test."""

from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks
from jlook_client.views.dress import change_colours, dress, undress


@pytest.fixture(scope="session")
def dressed_app(qapp: QApplication) -> Iterator[tuple[QApplication, Looks]]:
    """The style is set once: a style written in Python must outlive all its widgets."""
    looks = Looks(dark=False)
    dress(qapp, looks)
    yield qapp, looks
    undress(qapp, [])


@pytest.fixture
def looks(dressed_app: tuple[QApplication, Looks]) -> Iterator[Looks]:
    """The looks that the program wears; light again after a test in the dark."""
    app, looks = dressed_app
    if app.styleSheet() != looks.style_sheet():
        # A whole program was here, and undressed the application when it went.
        dress(app, looks)
    yield looks
    if looks.dark:
        looks.wear(dark=False)
        change_colours(app, looks)


@pytest.fixture
def dressed_again(dressed_app: tuple[QApplication, Looks]) -> Iterator[None]:
    """For a whole program, which dresses the application in its own looks: these come back.

    To be asked for before ``keep``, so that the program's windows are gone by then.
    """
    yield
    dress(*dressed_app)


@pytest.fixture
def keep(looks: Looks) -> Iterator[Callable[[QWidget], None]]:
    """Takes windows that are to be closed and destroyed when the test is over."""
    windows: list[QWidget] = []
    yield windows.append
    for window in windows:
        window.close()
        window.deleteLater()
    windows.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
