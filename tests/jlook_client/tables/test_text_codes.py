# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.tables.text_codes import TEXT_CODES, fits, guess

TEXT = "夜間バッチ: 売上集計が正常終了しました。請求書出力を開始します。\n"


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
def test_the_encoding_is_guessed(codec: str) -> None:
    data = (TEXT * 3).encode(codec)
    assert guess(data) == codec
    assert guess(data[:-2]) == codec


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp"])
def test_a_few_bytes_that_do_not_fit_change_no_guess(codec: str) -> None:
    assert guess(TEXT.encode(codec) * 3 + b"\xff\x81 \x80\n" + TEXT.encode(codec)) == codec


def test_what_is_plain_is_shown_as_utf8() -> None:
    assert guess(b"plain") == "utf-8"
    assert guess(b"") == "utf-8"


def test_every_choice_is_a_codec() -> None:
    assert all(fits(code.codec, b"plain") for code in TEXT_CODES)
