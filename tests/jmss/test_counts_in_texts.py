# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts are written as the language groups its digits; numbers that are names are not."""

import pytest
from babel.numbers import format_decimal

from jmss.texts import LANGUAGES, Texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 999, 1000, 1_234_567, -12_345])
def test_a_count_is_grouped_as_in_the_locale(language: str, n: int) -> None:
    assert Texts(language).count(n) == format_decimal(n, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_groups_what_it_counts(language: str) -> None:
    tr = Texts(language)
    assert "1,234" in tr.plural("{n} job failed", "{n} jobs failed", 1234)
    assert "1,234" in tr("{n} selected", n=1234)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_a_job_is_its_name(language: str) -> None:
    assert "10482" in Texts(language)("Job {number}", number=10_482)
