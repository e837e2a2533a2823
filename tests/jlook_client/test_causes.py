# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.causes import cause_sentence
from jmss.link.view import Cause, LinkState
from jmss.texts import Texts
from tests.fakes.desk_link import down

TR = Texts("en")


@pytest.mark.parametrize("detail", ["", "127.0.0.101"])
def test_every_cause_is_told_in_a_sentence_of_its_own(detail: str) -> None:
    told = {
        cause: cause_sentence(TR, down(cause=cause, detail=detail))
        for cause in Cause
        if cause is not Cause.NONE
    }
    assert len(set(told.values())) == len(told)
    for sentence in told.values():
        assert sentence.endswith((".", ")."))
        assert "{" not in sentence


def test_the_detail_is_in_the_sentence_where_it_says_more() -> None:
    assert "2.5 s" in cause_sentence(TR, down(cause=Cause.SILENT, detail="2.5"))
    assert "127.0.0.101" in cause_sentence(TR, down(cause=Cause.REFUSED))
    assert "VCOM1" in cause_sentence(TR, down(cause=Cause.NAME_UNKNOWN, detail="gaierror"))


def test_nothing_is_said_without_a_cause() -> None:
    assert cause_sentence(TR, down(LinkState.WAITING, cause=Cause.NONE)) == ""
