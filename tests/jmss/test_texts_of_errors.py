# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors are said in the reader's language, the words in their fields too."""

from jmss.errors import NotNow, ServerAway
from jmss.texts import Texts


def test_a_state_is_a_word_not_a_code() -> None:
    error = NotNow(job=7, state="ended_normally", operation="hold")
    assert Texts("en").error(error) == "Job 7 is ended normally: hold is not possible now."
    assert "正常終了" in Texts("ja").error(error)


def test_a_reason_of_the_system_stays_as_it_is() -> None:
    error = ServerAway(server="VCOM1:7340", why="held up by_the_system")
    assert "VCOM1:7340: held up by_the_system." in Texts("en").error(error)
    assert "held up by_the_system" in Texts("ja").error(error)


def test_no_reason_is_no_text() -> None:
    assert (
        Texts("en")
        .error(ServerAway(server="VCOM1", why=""))
        .startswith("No JMSS server answers at VCOM1: . It may")
    )
