# SPDX-License-Identifier: GPL-3.0-or-later
"""The places a token comes from, in their order, and what the operator is asked in the end."""

from pathlib import Path

import pytest

from jlook_client.apps.system_keyring import Owner
from jlook_client.apps.token_search import TokenSearch
from jlook_client.lines import Severity
from jlook_client.token_question import KeyringState, Reason
from jmss.link.view import Cause, LinkState
from tests.fakes.desk_link import down, never, up
from tests.fakes.keyrings import AskedByHand

OWNER = Owner("VCOM1", 7340, "ueda")
REFUSED = never(LinkState.HELD, cause=Cause.NOT_ALLOWED)
DIALLING = never(LinkState.CONNECTING)


class Search:
    """A search with everything around it noted."""

    def __init__(self, folder: Path, address: str = "127.0.0.101") -> None:
        self.file = folder / "token"
        self.address = address
        self.keyring = AskedByHand()
        self.dialled: list[str] = []
        """What was shown at each dial."""
        self.told: list[tuple[Severity, str, str]] = []
        self.search = TokenSearch(
            OWNER,
            token_file=str(self.file),
            keyring=self.keyring,
            dial=self.dial,
            changed=lambda: None,
            say=lambda severity, text, why: self.told.append((severity, text, why)),
        )

    def dial(self) -> None:
        self.search.link_changed(DIALLING)
        shown = self.search.credentials.shown("VCOM1", self.address, encrypted=False)
        self.dialled.append(shown)

    def refuse(self) -> None:
        """The server turns the dial away; a ticket costs a silent second one."""
        self.search.link_changed(REFUSED)

    @property
    def reason(self) -> Reason | None:
        question = self.search.question
        return question.reason if question else None

    @property
    def keyring_state(self) -> KeyringState:
        assert self.search.question is not None
        return self.search.question.keyring


@pytest.fixture
def it(tmp_path: Path) -> Search:
    made = Search(tmp_path)
    made.dial()
    return made


def test_nothing_is_looked_for_before_the_server_asks(it: Search) -> None:
    it.search.link_changed(up())
    it.search.link_changed(down())
    assert (it.keyring.asked, it.reason) == ([], None)


def test_the_token_in_the_keyring_is_used_without_a_question(it: Search) -> None:
    it.refuse()
    assert it.reason is Reason.LOOKING
    assert it.keyring.asked == [("read", OWNER, "")]
    it.keyring.say("jmss_kept")
    assert it.dialled == ["", "jmss_kept"]
    assert it.reason is None
    it.search.link_changed(up())
    assert len(it.keyring.asked) == 1, "it is kept already"


def test_without_any_the_operator_is_asked_and_his_token_is_kept_after_it_was_accepted(
    it: Search,
) -> None:
    it.refuse()
    it.keyring.say()
    assert it.reason is Reason.NEEDED
    assert it.search.question is not None
    assert it.search.question.offers_keeping
    it.search.enter(" jmss_mine\n", keep=True)
    assert it.dialled[-1] == "jmss_mine"
    assert len(it.keyring.asked) == 1, "not before the server has accepted it"
    it.search.link_changed(up())
    assert it.keyring.asked[1:] == [("keep", OWNER, "jmss_mine")]
    it.keyring.say()
    assert it.told == [(Severity.INFO, "This computer's keyring keeps the token", "")]


def test_what_is_not_to_be_kept_stays_in_memory_alone(it: Search) -> None:
    it.refuse()
    it.keyring.say()
    it.search.enter("jmss_mine", keep=False)
    it.search.link_changed(up())
    it.search.link_changed(down())
    it.dial()
    assert it.dialled[-1] == "jmss_mine", "a failover asks nobody again"
    assert [what for what, *_ in it.keyring.asked] == ["read"]


def test_a_refused_token_is_not_kept_and_not_shown_again(it: Search) -> None:
    it.refuse()
    it.keyring.say()
    it.search.enter("jmss_wrong", keep=True)
    it.refuse()
    assert it.reason is Reason.ENTERED_REFUSED
    it.search.enter("", keep=True)
    assert it.dialled[-1] == ""
    it.search.link_changed(up())
    assert [what for what, *_ in it.keyring.asked] == ["read"]


def test_a_kept_token_that_is_refused_is_said_as_such_and_replaced_after_success(
    it: Search,
) -> None:
    it.refuse()
    it.keyring.say("jmss_old")
    it.refuse()
    assert it.reason is Reason.KEPT_REFUSED
    assert it.search.question is not None
    assert it.search.question.was_kept
    it.search.enter("jmss_new", keep=True)
    it.refuse()
    assert [what for what, *_ in it.keyring.asked] == ["read"], "the old one is still there"
    it.search.enter("jmss_newer", keep=True)
    it.search.link_changed(up())
    assert it.keyring.asked[-1] == ("keep", OWNER, "jmss_newer")


def test_a_token_file_comes_first_and_a_refused_one_is_told(it: Search) -> None:
    it.file.write_text("jmss_file\n")
    it.search.enter("", keep=False)
    assert it.dialled[-1] == "jmss_file"
    it.refuse()
    it.keyring.say()
    assert it.reason is Reason.FILE_REFUSED
    it.file.write_text("jmss_file2\n")
    it.search.enter("", keep=False)
    assert it.dialled[-1] == "jmss_file2", "the file is read at each dial"


def test_a_token_file_that_was_replaced_meanwhile_is_read_again(it: Search) -> None:
    it.file.write_text("jmss_file")
    it.dial()
    it.search.link_changed(up())
    it.search.credentials.keep("jmst_ticket")
    it.file.write_text("jmss_new")
    it.search.link_changed(REFUSED)
    it.keyring.say("jmss_kept")
    assert it.dialled == ["", "jmss_file", "jmss_new"]
    it.refuse()
    it.keyring.say("jmss_kept")
    assert it.dialled[-1] == "jmss_kept"


def test_the_same_token_is_not_tried_from_two_places(it: Search) -> None:
    it.file.write_text("jmss_same")
    it.dial()
    it.refuse()
    it.keyring.say("jmss_same")
    assert it.reason is Reason.KEPT_REFUSED
    assert it.dialled == ["", "jmss_same"]


def test_what_can_be_no_token_is_refused_at_once(it: Search) -> None:
    it.refuse()
    it.keyring.say()
    for text in ("two words", "トークン", "a\nX-Injected: b", "x" * 5000):
        it.search.enter(text, keep=True)
        assert it.reason is Reason.MALFORMED
    assert it.dialled == [""]


def test_a_damaged_entry_of_the_keyring_is_shown_to_nobody(it: Search) -> None:
    it.refuse()
    it.keyring.say("no\ntoken")
    assert it.dialled == [""]
    assert (it.reason, it.keyring_state) == (Reason.NEEDED, KeyringState.DAMAGED)


def test_without_a_keyring_there_is_nothing_to_keep_it_in(it: Search) -> None:
    it.refuse()
    it.keyring.say(state=KeyringState.ABSENT)
    assert it.search.question is not None
    assert it.reason is Reason.NEEDED
    assert not it.search.question.offers_keeping


@pytest.mark.parametrize("state", [KeyringState.LOCKED, KeyringState.REFUSED])
def test_a_keyring_that_gives_nothing_is_named_and_asked_again_at_the_next_try(
    it: Search, state: KeyringState
) -> None:
    it.refuse()
    it.keyring.say(state=state, why="no")
    assert (it.reason, it.keyring_state) == (Reason.NEEDED, state)
    it.search.enter("", keep=False)
    it.refuse()
    it.keyring.say("jmss_kept")
    assert it.dialled[-1] == "jmss_kept"


def test_a_silent_keyring_holds_nobody_up_and_may_answer_late(it: Search) -> None:
    it.refuse()
    it.keyring.say(state=KeyringState.SILENT)
    assert (it.reason, it.keyring_state) == (Reason.NEEDED, KeyringState.SILENT)
    it.search.enter("", keep=False)
    it.refuse()
    assert len(it.keyring.asked) == 1, "one call hangs already"
    assert it.keyring_state is KeyringState.SILENT
    it.keyring.say("jmss_kept")
    assert it.dialled[-1] == "jmss_kept"


def test_a_late_answer_does_not_replace_what_was_entered(it: Search) -> None:
    it.refuse()
    it.keyring.say(state=KeyringState.SILENT)
    it.search.enter("jmss_mine", keep=False)
    it.search.link_changed(up())
    it.keyring.say("jmss_kept")
    assert it.search.credentials.shown("VCOM1", "127.0.0.1", encrypted=False) == "jmss_mine"
    assert it.reason is None


@pytest.mark.parametrize(
    "state",
    [KeyringState.ABSENT, KeyringState.SILENT, KeyringState.LOCKED, KeyringState.REFUSED],
)
def test_a_token_that_could_not_be_kept_is_told(it: Search, state: KeyringState) -> None:
    it.refuse()
    it.keyring.say()
    it.search.enter("jmss_mine", keep=True)
    it.search.link_changed(up())
    it.keyring.say(state=state, why="no")
    [(severity, text, why)] = it.told
    assert (severity, why) == (Severity.WARNING, "no")
    assert "token" in text


def test_where_others_read_along_no_token_is_asked_for(tmp_path: Path) -> None:
    it = Search(tmp_path, address="10.0.0.9")
    it.file.write_text("jmss_file")
    it.dial()
    assert it.dialled == [""]
    it.refuse()
    assert it.reason is Reason.WITHHELD
    assert it.search.question is not None
    assert not it.search.question.takes_token
    assert it.keyring.asked == []


def test_a_ticket_that_lost_its_token_is_not_shown_again(it: Search) -> None:
    it.refuse()
    it.keyring.say()
    it.search.enter("jmss_mine", keep=False)
    it.search.link_changed(up())
    it.search.credentials.keep("jmst_ticket")
    it.search.link_changed(REFUSED)
    assert it.reason is Reason.ENTERED_REFUSED
    it.search.enter("jmss_other", keep=False)
    assert it.dialled[-1] == "jmss_other"


def test_another_server_learns_nothing(it: Search) -> None:
    it.refuse()
    it.keyring.say(state=KeyringState.SILENT)
    it.search.enter("jmss_mine", keep=False)
    assert it.search.credentials.shown("VCOM9", "127.0.0.1", encrypted=True) == ""
    it.search.end()
    it.keyring.say("jmss_kept")
    assert it.search.credentials.shown("VCOM1", "127.0.0.1", encrypted=True) == ""
    assert len(it.dialled) == 2


def test_nothing_prints_the_token(it: Search) -> None:
    it.refuse()
    it.keyring.say("jmss_kept")
    it.search.enter("jmss_mine", keep=True)
    it.refuse()
    assert "jmss" not in repr(it.search.question) + repr(it.search)
