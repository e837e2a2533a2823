# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jmss.wire.close_reasons import CloseReason, Denial, saying_of
from tests.jmss.wire.test_protocol_document import TEXT


@pytest.mark.parametrize(
    ("reason", "text", "said"),
    [
        (CloseReason(Denial.TOKEN_REMOVED), "token_removed", "the token was removed"),
        (
            CloseReason(Denial.OTHER_MACHINE, ("VCOM2", "VCOM3")),
            "other_machine VCOM2 VCOM3",
            "the token of VCOM2 does not speak for VCOM3",
        ),
    ],
)
def test_a_reason_is_a_word_and_its_values(reason: CloseReason, text: str, said: str) -> None:
    assert str(reason) == text
    assert str(saying_of(text)) == str(reason.saying()) == said


@pytest.mark.parametrize(
    "reason", ["", "nobody let you in", "no_machine", "no_machine ", "no_machine a b"]
)
def test_what_is_no_known_reason_says_nothing(reason: str) -> None:
    assert saying_of(reason) is None


def test_a_reason_fits_into_a_close_frame() -> None:
    assert len(str(CloseReason(Denial.NO_MACHINE, ("仮" * 200,))).encode()) <= 123


def test_the_document_names_every_reason() -> None:
    assert all(f"`{denial}" in TEXT for denial in Denial)
