# SPDX-License-Identifier: GPL-3.0-or-later
"""An error says the same on both sides of the wire and in both languages."""

import pytest

from jmss.errors import (
    BadValue,
    IllegalMove,
    JmssError,
    NoSuchJob,
    Refused,
    from_wire,
)
from jmss.texts import Texts, chosen_language


def test_an_error_crosses_the_wire() -> None:
    error = from_wire("NoSuchJob", {"job": "7"})
    assert isinstance(error, NoSuchJob)
    assert str(error) == str(NoSuchJob(job=7))


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("Unheard", {"a": "b"}),
        ("NoSuchJob", {}),
        ("NoSuchJob", {"self": "me"}),
        ("Refused", {"self": "me"}),
    ],
)
def test_an_error_from_a_newer_server_is_still_an_error(code: str, fields: dict[str, str]) -> None:
    assert isinstance(from_wire(code, fields), Refused)


def test_long_values_are_cut() -> None:
    assert len(str(BadValue(field="name", value="x" * 5000, rule="at most 200"))) < 200


def test_an_error_speaks_japanese() -> None:
    error = IllegalMove(job=7, state="running", wanted="held")
    said = Texts("ja").error(error)
    assert "7" in said
    assert said != str(error)


def test_every_error_has_words_of_its_own_and_a_way_out() -> None:
    def below(kind: type[JmssError]) -> list[type[JmssError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    leaves = [kind for kind in below(Refused) if kind is not Refused]
    assert all("template" in vars(kind) for kind in leaves)


@pytest.mark.parametrize(
    ("wish", "environment", "language"),
    [
        ("ja", {"LANG": "en_GB.UTF-8"}, "ja"),
        (None, {"LANG": "ja_JP.UTF-8"}, "ja"),
        (None, {"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
        ("fr", {"LANG": "ja_JP.UTF-8"}, "ja"),
        (None, {"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_wish_or_what_the_environment_says(
    wish: str | None, environment: dict[str, str], language: str
) -> None:
    assert chosen_language(wish, environment) == language


def test_texts_fill_in_their_fields() -> None:
    english = Texts("en")
    assert english("Job {number} started", number=7) == "Job 7 started"
    assert english.plural("{n} job", "{n} jobs", 1) == "1 job"
    assert english.plural("{n} job", "{n} jobs", 3) == "3 jobs"
